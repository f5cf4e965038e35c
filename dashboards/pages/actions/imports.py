"""What a file of states would change, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from commitments.calendar import Declared
from commitments.followup.imports import Planned, Preview
from cpg.shared import french
from dashboards.following import Update
from dashboards.pages.actions.lines import said
from dashboards.pages.actions.marks import percent
from indicators.imports.limits import MOST_SHOWN
from indicators.imports.preparing import Refused


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Listed:
    key: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ImportPage:
    title: str
    lists: tuple[Listed, ...]
    refused: Sequence[Refused]
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
        lists=tuple(
            Listed(key, f"{title} ({len(rows)})", tuple(_row(each) for each in rows[:MOST_SHOWN]))
            for key, title, rows in listed
            if rows
        ),
        refused=preview.refused[:MOST_SHOWN],
        counts=(
            ("Nouvelles", len(preview.new)),
            ("Changées", len(preview.changed)),
            ("Inchangées", len(preview.unchanged)),
            ("Refusées", preview.refused_lines),
            ("Sans rien dire, passées", preview.blank),
        ),
        is_to_confirm=bool(total) and not preview.refused,
    )


def _title(preview: Preview, total: int) -> str:
    if preview.refused:
        return "Rien n’est écrit de ce fichier"
    if not total:
        return "Ce fichier ne change rien"
    return f"Ce fichier écrirait {french.number(total)} {french.plural(total, 'échéance', 'échéances')}"


def _row(planned: Planned) -> Row:
    record = planned.item.record
    before = f"{said(record)}{_comment(record.comment)}" if record else ""
    return Row(planned.line, planned.item.name, before, _after(planned.update))


def _after(update: Update) -> str:
    share = f", {percent(update.progress)}" if update.declared is Declared.EN_COURS else ""
    return f"{update.declared.label}{share}{_comment(update.comment)}"


def _comment(text: str) -> str:
    return f" («\u00a0{text}\u00a0»)" if text else ""
