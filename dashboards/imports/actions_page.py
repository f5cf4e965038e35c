"""What a file of states would change, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from commitments.imports import Planned, Preview, before_and_after
from commitments.ledger.tables.limits import MOST_SHOWN
from commitments.ledger.tables.rows import Refused
from cpg.shared import french


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Listed:
    """`hidden` is how many more there are than the rows that are shown."""

    key: str
    title: str
    rows: tuple[Row, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class ImportPage:
    title: str
    lists: tuple[Listed, ...]
    refused: Sequence[Refused]
    refused_hidden: int
    counts: tuple[tuple[str, int], ...]
    is_to_confirm: bool


def import_page(preview: Preview) -> ImportPage:
    listed = (
        ("changed", "Changées", preview.changed),
        ("new", "Nouvelles", preview.new),
        ("unchanged", "Inchangées", preview.unchanged),
    )
    total = len(preview.updates)
    return ImportPage(
        title=_title(preview, total),
        lists=tuple(_listed(key, title, rows) for key, title, rows in listed if rows),
        refused=preview.refused[:MOST_SHOWN],
        refused_hidden=max(0, len(preview.refused) - MOST_SHOWN),
        counts=(
            ("Nouvelles", len(preview.new)),
            ("Changées", len(preview.changed)),
            ("Inchangées", len(preview.unchanged)),
            ("Refusées", preview.refused_lines),
            ("Sans rien dire, passées", len(preview.blank)),
        ),
        is_to_confirm=bool(total) and not preview.refused,
    )


def _listed(key: str, title: str, planned: Sequence[Planned]) -> Listed:
    rows = tuple(Row(each.line, each.item.name, *before_and_after(each)) for each in planned[:MOST_SHOWN])
    return Listed(key, f"{title} ({len(planned)})", rows, len(planned) - len(rows))


def _title(preview: Preview, total: int) -> str:
    if preview.refused:
        return "Rien n’est écrit de ce fichier"
    if not total:
        return "Ce fichier ne change rien"
    return f"Ce fichier écrirait {french.number(total)} {french.plural(total, 'échéance', 'échéances')}"
