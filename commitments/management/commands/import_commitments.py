"""`manage.py import_commitments FILE [--body CODE] [--by USERNAME] [--dry-run]`: states of actions from CSV or XLSX."""

from collections.abc import Sequence

from accounts.models import User
from commitments.imports import Planned, Preview, apply, before_and_after, prepare, read
from commitments.management.importing import ImportCommand
from commitments.models import Contract
from cpg.shared import french


class Command(ImportCommand[Preview]):
    help = "Importe des états d’actions (CSV ou XLSX, celui de export_commitments), tout le fichier ou rien."
    words = (
        ("nouvelle", "nouvelles"),
        ("changée", "changées"),
        ("inchangée", "inchangées"),
        ("refusée", "refusées"),
    )

    def prepared(self, content: bytes, contracts: list[Contract], actor: User | None, body: str) -> Preview:
        return prepare(read(content), contracts, actor, body)

    def changes(self, preview: Preview) -> Sequence[str]:
        return [f"{_where(each)} : {' → '.join(before_and_after(each))}" for each in preview.changed]

    def write(self, preview: Preview, actor: User | None, reason: str) -> str:
        written = apply(preview, actor=actor, reason=reason)
        words = french.plural(written, "échéance écrite", "échéances écrites")
        return f"{written} {words}."


def _where(planned: Planned) -> str:
    return f"ligne {planned.line}, {planned.item.name}"
