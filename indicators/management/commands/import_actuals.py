"""`manage.py import_actuals FILE [options] [--reason TEXT]`: monthly figures from CSV, XLSX or ODS."""

from argparse import ArgumentParser

from accounts.models import User
from commitments.ledger.tables.previews import Preview
from commitments.management.importing import Asked, ImportCommand
from commitments.models import Origin
from cpg.shared import french
from indicators.imports import PlannedMonth, Reasons, apply, explained, prepare, read


class Command(ImportCommand[PlannedMonth]):
    help = "Importe des valeurs mensuelles (CSV, XLSX ou ODS), tout le fichier ou rien."
    words = (("nouveau", "nouveaux"), ("changé", "changés"), ("inchangé", "inchangés"), ("refusé", "refusés"))

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--reason",
            metavar="TEXTE",
            default="",
            help="motif des valeurs validées qui changent, pour les lignes qui n’en donnent pas",
        )

    def prepared(self, content: bytes, asked: Asked) -> Preview[PlannedMonth]:
        table = read(content, asked.choices)
        preview = prepare(table, asked.contracts, asked.actor, asked.body, passes_blank_rows=True)
        return explained(preview, Reasons(asked.options["reason"]))

    def write(self, preview: Preview[PlannedMonth], actor: User | None, reason: str) -> str:
        written = apply(preview, actor=actor, origin=Origin.IMPORT, reason=reason)
        return f"{written} mois {french.plural(written, 'écrit', 'écrits')}."
