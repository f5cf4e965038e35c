"""`manage.py load_contract [FILE]`: load a contract from its JSON file, or show and apply what differs."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from commitments.differences import Difference
from indicators.loading import LoadingRefusedError, load_contract

SHOWN_AT_MOST = 50


class Command(BaseCommand):
    help = "Charge un contrat depuis son fichier JSON, ou montre et applique ce qui diffère."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default=str(settings.CONTRACT_FILE), metavar="FICHIER")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            report = load_contract(self._read(Path(file)), reason=f"Chargement du fichier {Path(file).name}")
        except LoadingRefusedError as refused:
            listed = "\n".join(f"- {problem}" for problem in refused.problems)
            raise CommandError(f"Rien n’a été chargé :\n{listed}") from refused
        if not report.differences:
            self.stdout.write("Le contrat est déjà chargé, rien ne diffère.")
            return
        self._show(report.differences)
        self.stdout.write(f"{len(report.differences)} différences appliquées.")

    def _show(self, differences: Sequence[Difference]) -> None:
        """Show every change, and the first additions: a first loading adds everything."""
        new = 0
        for difference in differences:
            new += difference.before is None
            if difference.before is not None or new <= SHOWN_AT_MOST:
                self.stdout.write(str(difference))
        if new > SHOWN_AT_MOST:
            self.stdout.write(f"… et {new - SHOWN_AT_MOST} autres ajouts.")

    def _read(self, path: Path) -> Any:
        try:
            return json.loads(path.read_text("utf-8"))
        except OSError as error:
            raise CommandError(f"{path} ne peut pas être lu : {error.strerror}.") from error
        except ValueError as error:
            raise CommandError(f"{path} n’est pas du JSON : {error}.") from error
