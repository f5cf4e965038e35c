"""CSV in two profiles: one that a French spreadsheet opens by a double click, one for programs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cpg.shared.periods import Month
from cpg.shared.spreadsheet import csv_text
from dashboards.exports.columns import FileCell, FileColumn


class Profile(StrEnum):
    EXCEL_FR = "excel-fr"
    OPEN_DATA = "open-data"


@dataclass(frozen=True, slots=True)
class Dialect:
    delimiter: str
    decimal_mark: str
    line_end: str
    encoding: str


DIALECTS = {
    Profile.EXCEL_FR: Dialect(";", ",", "\r\n", "utf-8-sig"),
    Profile.OPEN_DATA: Dialect(",", ".", "\n", "utf-8"),
}


def csv_bytes(
    columns: tuple[FileColumn, ...], rows: Iterable[Mapping[str, FileCell]], profile: Profile
) -> bytes:
    dialect = DIALECTS[profile]
    heading = [column.name for column in columns]
    listed = ([_text(row[column.name], dialect) for column in columns] for row in rows)
    return csv_text([heading, *listed], dialect.delimiter, dialect.line_end).encode(dialect.encoding)


def _text(cell: FileCell, dialect: Dialect) -> str:
    """Empty means absent, never zero; a number has no thousands separator, no exponent and no unit."""
    match cell:
        case None:
            return ""
        case Month():
            return cell.first_day.isoformat()
        case date():
            return cell.isoformat()
        case Decimal():
            return f"{cell:f}".replace(".", dialect.decimal_mark)
        case int():
            return str(cell)
        case str():
            return cell
