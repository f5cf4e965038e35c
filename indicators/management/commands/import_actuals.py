"""`manage.py import_actuals FILE [--body CODE] [--by USERNAME] [--dry-run]`: monthly figures from CSV or XLSX."""

from collections.abc import Sequence

from accounts.models import User
from commitments.management.importing import ImportCommand
from commitments.models import Contract, Origin
from cpg.shared import french
from indicators.imports import Preview, apply, prepare
from indicators.imports.preparing import Planned, read
from indicators.imports.saying import before_and_after


class Command(ImportCommand[Preview]):
    help = "Importe des valeurs mensuelles (CSV ou XLSX), tout le fichier ou rien."
    words = (("nouveau", "nouveaux"), ("changé", "changés"), ("inchangé", "inchangés"), ("refusé", "refusés"))

    def prepared(self, content: bytes, contracts: list[Contract], actor: User | None, body: str) -> Preview:
        return prepare(read(content), contracts, actor, body, passes_blank_rows=True)

    def changes(self, preview: Preview) -> Sequence[str]:
        return [f"{_where(each)} : {' → '.join(before_and_after(each))}" for each in preview.changed]

    def write(self, preview: Preview, actor: User | None, reason: str) -> str:
        written = apply(preview, actor=actor, origin=Origin.IMPORT, reason=reason)
        return f"{written} mois {french.plural(written, 'écrit', 'écrits')}."


def _where(planned: Planned) -> str:
    return f"ligne {planned.line}, {planned.entry.indicator.code} {planned.entry.month}"
