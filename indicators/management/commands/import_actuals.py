"""`manage.py import_actuals FILE [--body CODE] [--by USERNAME] [--dry-run]`: monthly figures from CSV or XLSX."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Body, User
from commitments.models import Contract, Origin
from cpg.shared.figures import plain
from indicators.domain.model import Absence, Amount, Fact, Pair
from indicators.imports import Preview, UnreadableFileError, apply, prepare, read_table
from indicators.imports.preparing import Planned
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
            preview = prepare(read_table(self._read(Path(file))), contracts, actor, body)
        except UnreadableFileError as error:
            raise CommandError(str(error)) from error
        if not preview.is_acceptable:
            self._report_refusals(preview)
            sys.exit(1)
        self._show(preview)
        if dry_run:
            self.stdout.write("Essai : rien n’a été écrit.")
            return
        try:
            written = apply(
                preview, actor=actor, origin=Origin.IMPORT, reason=f"Import du fichier {Path(file).name}"
            )
        except Refusal as refusal:
            raise CommandError(f"Rien n’a été écrit. {refusal.message}") from refusal
        self.stdout.write(f"{written} mois écrits.")

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

    def _report_refusals(self, preview: Preview) -> None:
        self.stderr.write(f"Rien n’a été écrit : {len(preview.refused)} erreurs.")
        for each in preview.refused:
            self.stderr.write(f"ligne {each.line}, {each.column}, « {each.text} » : {each.reason}")

    def _show(self, preview: Preview) -> None:
        for each in preview.changed:
            self.stdout.write(f"{_where(each)} : {_said(each.before)} → {_said(each.entry.fact)}")
        self.stdout.write(
            f"{len(preview.new)} nouveaux, {len(preview.changed)} changés, {len(preview.unchanged)} inchangés."
        )


def _where(planned: Planned) -> str:
    return f"ligne {planned.line}, {planned.entry.indicator.code} {planned.entry.month}"


def _said(fact: Fact | None) -> str:
    match fact:
        case Pair(numerator, denominator):
            return f"{plain(numerator)} / {plain(denominator)}"
        case Amount(value):
            return plain(value)
        case Absence(kind, reason):
            return f"{kind.value} ({reason})"
        case None:
            return "vide"
