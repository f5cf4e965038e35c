"""What an import of states would do, row by row, in words: for the page, the shell and the report."""

from collections.abc import Iterator
from dataclasses import replace

from commitments.imports.preparing import Planned, Preview
from commitments.imports.rows import place_of
from commitments.ledger.tables.reports import KINDS, SORTS, as_csv, short, shortened
from commitments.wording import said_with_comment

COLUMNS = (
    "ligne", "resultat", "organisme", "fiche", "action", "livrable", "annee", "avant", "apres", "colonne", "texte",
    "raison",
)  # fmt: skip


def before_and_after(planned: Planned) -> tuple[str, str]:
    """In words; before is "" where nothing was ever said. A file says nothing of a proof that is waived."""
    record = planned.item.record
    if record is None:
        return "", said_with_comment(planned.update)
    after = replace(planned.update, waiver=record.waiver)
    return said_with_comment(record), said_with_comment(after)


def csv_of(preview: Preview) -> bytes:
    """Every row of the file that says something, with what became of it."""
    return as_csv(COLUMNS, _cells(preview))


def _cells(preview: Preview) -> Iterator[tuple[str, ...]]:
    for kind, sort in zip(KINDS, SORTS, strict=True):
        planned: tuple[Planned, ...] = getattr(preview, sort)
        for each in planned:
            before, after = before_and_after(each)
            yield (str(each.line), kind, *place_of(each.item), short(before), short(after), "", "", "")
    for refused in map(shortened, preview.refused):
        blank = [""] * 7
        yield (str(refused.line), "refuse", *blank, refused.column, refused.text, refused.reason)
