"""`manage.py import_actuals FILE [--body CODE] [--by USERNAME] [--dry-run]`: monthly figures from CSV or XLSX."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from accounts.models import Body, User
from commitments.models import Contract, Origin
from cpg.shared import french
from indicators.imports import Preview, UnreadableFileError, apply, prepare, read_table
from indicators.imports.preparing import Planned
from indicators.imports.saying import before_and_after
from indicators.recording import Refusal


class Command(BaseCommand):
    help = "Importe des valeurs mensuelles (CSV ou XLSX), tout le fichier ou rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FICHIER")
        parser.add_argument(
            "--body", metavar="CODE", default="", help="organisme des lignes qui n’en nomment pas"
        )
        parser.add_argument("--by", metavar="IDENTIFIANT", help="au nom de cette personne, avec ses droits")
        parser.add_argument("--dry-run", action="store_true", help="montrer ce qui changerait, sans écrire")

    def handle(self, *args: Any, file: str, body: str, by: str | None, dry_run: bool, **options: Any) -> None:
        actor = self._actor(by)
        contracts = Contract.objects.select_related("body")
        if actor is not None:
            contracts = Contract.objects.all().visible_to(actor).select_related("body")
        if body and not Body.objects.filter(code=body).exists():
            raise CommandError(f"Organisme inconnu : {body}.")
        try:
            lines = read_table(self._read(Path(file)))
            preview = prepare(lines, contracts, actor, body, passes_blank_rows=True)
        except UnreadableFileError as error:
            raise CommandError(str(error)) from error
        if not preview.is_acceptable:
            self._show(preview, self.stderr)
            sys.exit(1)
        self._show(preview, self.stdout)
        if dry_run:
            self.stdout.write("Essai : rien n’a été écrit.")
            return
        try:
            written = apply(
                preview, actor=actor, origin=Origin.IMPORT, reason=f"Import du fichier {Path(file).name}"
            )
        except Refusal as refusal:
            raise CommandError(f"Rien n’a été écrit. {refusal.message}") from refusal
        self.stdout.write(f"{written} mois {french.plural(written, 'écrit', 'écrits')}.")

    def _actor(self, username: str | None) -> User | None:
        if username is None:
            return None
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"Personne inconnue ou désactivée : {username}.")
        return user

    def _read(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} ne peut pas être lu : {error.strerror}.") from error

    def _show(self, preview: Preview, stream: OutputWrapper) -> None:
        """What the file would change and what is refused: the same lines whether it is taken or not."""
        if preview.refused:
            stream.write(f"Rien n’a été écrit : {_count(len(preview.refused), 'erreur', 'erreurs')}.")
        for refused in preview.refused:
            stream.write(f"ligne {refused.line}, {refused.column}, « {refused.text} » : {refused.reason}")
        for planned in preview.changed:
            stream.write(f"{_where(planned)} : {' → '.join(before_and_after(planned))}")
        counts = [
            _count(len(preview.new), "nouveau", "nouveaux"),
            _count(len(preview.changed), "changé", "changés"),
            _count(len(preview.unchanged), "inchangé", "inchangés"),
            _count(len({each.line for each in preview.refused}), "refusé", "refusés"),
        ]
        if preview.blank:
            counts.append(_count(len(preview.blank), "ligne sans valeur", "lignes sans valeur"))
        stream.write(f"{', '.join(counts)}.")


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {french.plural(number, one, many)}"


def _where(planned: Planned) -> str:
    return f"ligne {planned.line}, {planned.entry.indicator.code} {planned.entry.month}"
