"""The headings of a file, by which it is noticed that the next one has another shape."""

from collections.abc import Sequence

from commitments.ledger.tables.columns import plain_name
from commitments.ledger.tables.dates import month_number, read_month_name
from commitments.ledger.tables.reading import read_book
from commitments.ledger.tables.readings import Reading, quoted
from commitments.ledger.tables.rows import Book
from cpg.shared.periods import Month
from indicators.imports import columns

# All months of a table that has one in each column: there is another one each month.
A_MONTH = "(un mois)"


def headings_of(content: bytes, reading: Reading) -> list[str]:
    """Those of the table that was read, in alphabetical order: columns come in any. Nothing where none was found."""
    book = read_book(content, columns.EVERY)
    cells = _heading(book, reading)
    names = {A_MONTH if _is_month(cell) else plain_name(cell) for cell in cells if cell.strip()}
    return sorted(names)


def difference(known: Sequence[str], found: Sequence[str]) -> str:
    """What is no longer as the owner saw it, in a sentence; "" where nothing is known yet, or nothing differs."""
    if not known or list(known) == list(found):
        return ""
    gone = [each for each in known if each not in found]
    come = [each for each in found if each not in known]
    parts = [f"sans {quoted(gone)}" if gone else "", f"avec {quoted(come)} en plus" if come else ""]
    return f"La forme du fichier a changé\u00a0: {', '.join(filter(None, parts))}."


def _heading(book: Book, reading: Reading) -> Sequence[str]:
    lines = (
        line.cells
        for sheet in book.sheets
        if sheet.name == reading.sheet
        for line in sheet.lines
        if line.number == reading.heading
    )
    return next(lines, ())


def _is_month(heading: str) -> bool:
    name = plain_name(heading)
    return isinstance(read_month_name(heading), Month) or (name.isalpha() and bool(month_number(name)))
