"""`manage.py import_commitments FILE [--body CODE] [--by USERNAME] [--dry-run]`: states of actions from CSV or XLSX."""

from accounts.models import User
from commitments.imports import PlannedItem, apply, prepare, read
from commitments.ledger.tables.previews import Preview
from commitments.management.importing import ImportCommand
from commitments.models import Contract
from cpg.shared import french


class Command(ImportCommand[PlannedItem]):
    help = "Importe des états d’actions (CSV ou XLSX, celui de export_commitments), tout le fichier ou rien."
    words = (
        ("nouvelle", "nouvelles"),
        ("changée", "changées"),
        ("inchangée", "inchangées"),
        ("refusée", "refusées"),
    )

    def prepared(
        self, content: bytes, contracts: list[Contract], actor: User | None, body: str
    ) -> Preview[PlannedItem]:
        return prepare(read(content), contracts, actor, body)

    def write(self, preview: Preview[PlannedItem], actor: User | None, reason: str) -> str:
        written = apply(preview, actor=actor, reason=reason)
        words = french.plural(written, "échéance écrite", "échéances écrites")
        return f"{written} {words}."
