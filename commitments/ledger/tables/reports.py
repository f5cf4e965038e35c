"""The report of an import, row by row, as a CSV that no spreadsheet runs."""

import csv
import io
from collections.abc import Iterable, Sequence

from commitments.ledger.tables.limits import LONGEST_SHOWN
from commitments.ledger.tables.rows import Refused
from cpg.shared.spreadsheet import harmless

SORTS = ("new", "changed", "unchanged")
KINDS = ("nouveau", "change", "inchange")


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """In the order of the file, whose line comes first in each row; no cell is run by a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    for cells in sorted(rows, key=lambda cells: int(cells[0])):
        writer.writerow([harmless(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def shortened(refused: Refused) -> Refused:
    return Refused(
        refused.line, short(refused.column), short(refused.text), short(refused.reason), refused.code
    )


def short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} […]"
