"""`manage.py import_commitments FILE [options]`: states of actions from CSV, XLSX or ODS."""

from accounts.models import User
from commitments.imports import PlannedItem, apply, prepare, read
from commitments.ledger.tables.previews import Preview
from commitments.management.importing import Asked, ImportCommand
from cpg.shared import french


class Command(ImportCommand[PlannedItem]):
    help = "Importe des états d’actions (CSV, XLSX ou ODS, celui de export_commitments), tout le fichier ou rien."
    words = (
        ("nouvelle", "nouvelles"),
        ("changée", "changées"),
        ("inchangée", "inchangées"),
        ("refusée", "refusées"),
    )

    def prepared(self, content: bytes, asked: Asked) -> Preview[PlannedItem]:
        return prepare(read(content, asked.choices), asked.contracts, asked.actor, asked.body)

    def write(self, preview: Preview[PlannedItem], actor: User | None, reason: str) -> str:
        written = apply(preview, actor=actor, reason=reason)
        words = french.plural(written, "échéance écrite", "échéances écrites")
        return f"{written} {words}."
