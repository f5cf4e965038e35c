"""`manage.py import_actuals FILE [--body CODE] [--by USERNAME] [--dry-run]`: monthly figures from CSV or XLSX."""

from accounts.models import User
from commitments.ledger.tables.previews import Preview
from commitments.management.importing import ImportCommand
from commitments.models import Contract, Origin
from cpg.shared import french
from indicators.imports import PlannedMonth, apply, prepare, read


class Command(ImportCommand[PlannedMonth]):
    help = "Importe des valeurs mensuelles (CSV ou XLSX), tout le fichier ou rien."
    words = (("nouveau", "nouveaux"), ("changé", "changés"), ("inchangé", "inchangés"), ("refusé", "refusés"))

    def prepared(
        self, content: bytes, contracts: list[Contract], actor: User | None, body: str
    ) -> Preview[PlannedMonth]:
        return prepare(read(content), contracts, actor, body, passes_blank_rows=True)

    def write(self, preview: Preview[PlannedMonth], actor: User | None, reason: str) -> str:
        written = apply(preview, actor=actor, origin=Origin.IMPORT, reason=reason)
        return f"{written} mois {french.plural(written, 'écrit', 'écrits')}."
