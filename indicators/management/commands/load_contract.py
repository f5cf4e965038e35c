"""`manage.py load_contract [FILE]`: load a contract from its JSON file, or show and apply what differs."""

from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from commitments.differences import Difference
from cpg.shared import french
from indicators.loading import (
    LoadingPreview,
    LoadingRefusedError,
    UnreadableContractError,
    load_contract,
    preview_loading,
    read_contract,
)

SHOWN_AT_MOST = 50


class Command(BaseCommand):
    help = "Charge un contrat depuis son fichier JSON, ou montre et applique ce qui diffère."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default=str(settings.CONTRACT_FILE), metavar="FICHIER")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="montrer ce qui diffère et ce qui est refusé, sans rien écrire",
        )

    def handle(self, *args: Any, file: str, dry_run: bool = False, **options: Any) -> None:
        data = self._read(Path(file))
        if dry_run:
            self._show_only(preview_loading(data))
            return
        try:
            report = load_contract(data, reason=f"Chargement du fichier {Path(file).name}")
        except LoadingRefusedError as refused:
            raise CommandError(f"Rien n’a été chargé :\n{listed(refused.problems)}") from refused
        if not report.differences:
            self.stdout.write("Le contrat est déjà chargé, rien ne diffère.")
            return
        self._show(report.differences)
        self.stdout.write(
            french.counted(len(report.differences), "différence appliquée.", "différences appliquées.")
        )

    def _show_only(self, preview: LoadingPreview) -> None:
        """What would be written, by kind. Raises CommandError where it would be refused."""
        if preview.body:
            self.stdout.write(subject(preview))
        for kind, differences in preview.by_kind:
            self.stdout.write(f"{kind.label} ({len(differences)}) :")
            self._show(differences)
        if preview.problems:
            raise CommandError(f"Ce fichier serait refusé :\n{listed(preview.problems)}")
        if not preview.differences:
            self.stdout.write("Le contrat est déjà chargé, rien ne diffère.")
            return
        count, series = len(preview.differences), preview.series
        self.stdout.write(
            f"{count} {french.plural(count, 'différence', 'différences')}, "
            f"{series} {french.plural(series, 'série serait recalculée', 'séries seraient recalculées')}. "
            "Rien n’est écrit."
        )

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
            return read_contract(path.read_bytes())
        except OSError as error:
            raise CommandError(f"{path} ne peut pas être lu : {error.strerror}.") from error
        except UnreadableContractError as error:
            raise CommandError(f"{path} : {error}") from error


def subject(preview: LoadingPreview) -> str:
    """The body and the contract that the file is for."""
    body = "nouvel organisme" if preview.is_new_body else "organisme connu"
    contract = "nouveau contrat" if preview.is_new_contract else "contrat déjà chargé"
    return f"{preview.body_name} ({preview.body}, {body}), {preview.contract_label} ({preview.contract}, {contract})"


def listed(problems: Iterable[str]) -> str:
    return "\n".join(f"- {problem}" for problem in problems)
