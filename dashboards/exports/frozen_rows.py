"""Read back the rows of a file that was frozen for programs."""

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from cpg.shared.periods import Month
from dashboards.exports.columns import OUT_OF_REACH, ColumnKind, FileCell, FileColumn
from dashboards.exports.delimited import DIALECTS, Profile


def frozen_rows(content: bytes, columns: tuple[FileColumn, ...]) -> list[Mapping[str, FileCell]]:
    """The rows of an open-data file, typed by the columns; one that the file is too old to have is empty.

    Written again in the same profile they give the same bytes: a text keeps the apostrophe that was put before it.
    """
    dialect = DIALECTS[Profile.OPEN_DATA]
    lines = io.StringIO(content.decode(dialect.encoding), newline="")
    return [
        {column.name: _cell(column, row.get(column.name) or "") for column in columns}
        for row in csv.DictReader(lines, delimiter=dialect.delimiter)
    ]


def _month(text: str) -> FileCell:
    return Month.of(date.fromisoformat(text))


def _pace(text: str) -> FileCell:
    return text if text == OUT_OF_REACH else Decimal(text)


READERS: Mapping[ColumnKind, Callable[[str], FileCell]] = {
    ColumnKind.INTEGER: int,
    ColumnKind.NUMBER: Decimal,
    ColumnKind.MONTH: _month,
    ColumnKind.DAY: date.fromisoformat,
    ColumnKind.PACE: _pace,
    ColumnKind.TEXT: str,
}


def _cell(column: FileColumn, text: str) -> FileCell:
    return READERS[column.kind](text) if text else None
