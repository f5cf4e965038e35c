"""A named file of a quarter or of the commitments, in any of the formats that are offered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dashboards.exports.columns import FileCell, FileColumn
from dashboards.exports.delimited import Profile, csv_bytes
from dashboards.exports.ods import ods_bytes
from dashboards.exports.sheets import Sheet
from dashboards.exports.xlsx import xlsx_bytes


class Format(StrEnum):
    """What may be downloaded at any time; the value is part of addresses."""

    EXCEL_FR = "excel-fr"
    OPEN_DATA = "open-data"
    XLSX = "xlsx"
    ODS = "ods"


class FrozenFormat(StrEnum):
    """What is frozen with a closed quarter, in the order in which it is listed; the value is part of addresses.

    Four of them are formats of the rows, with the same values as in `Format`.
    """

    DOSSIER = "dossier"
    PASSPORTS = "passeports"
    XLSX = "xlsx"
    ODS = "ods"
    EXCEL_FR = "excel-fr"
    OPEN_DATA = "open-data"
    PACKAGE = "donnees"


@dataclass(frozen=True, slots=True)
class Flavour:
    label: str
    suffix: str
    content_type: str


FLAVOURS: dict[Format, Flavour] = {
    Format.EXCEL_FR: Flavour("CSV pour tableur français", "excel-fr.csv", "text/csv; charset=utf-8"),
    Format.OPEN_DATA: Flavour("CSV données ouvertes", "open-data.csv", "text/csv; charset=utf-8"),
    Format.XLSX: Flavour("XLSX", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Format.ODS: Flavour("ODS", "ods", "application/vnd.oasis.opendocument.spreadsheet"),
}
ZIP = "application/zip"
FROZEN_FLAVOURS: dict[FrozenFormat, Flavour] = {
    FrozenFormat.DOSSIER: Flavour("Dossier du trimestre (PDF)", "dossier.pdf", "application/pdf"),
    FrozenFormat.PASSPORTS: Flavour("Passeports, annexe (PDF)", "passeports.pdf", "application/pdf"),
    **{
        FrozenFormat(each): FLAVOURS[each]
        for each in (Format.XLSX, Format.ODS, Format.EXCEL_FR, Format.OPEN_DATA)
    },
    FrozenFormat.PACKAGE: Flavour("Paquet de données (ZIP)", "donnees.zip", ZIP),
}


DATA = "Données"


def write(
    format_: Format,
    columns: tuple[FileColumn, ...],
    rows: Sequence[Mapping[str, FileCell]],
    title: str,
    beside: Sequence[Sheet] = (),
) -> bytes:
    """The rows in that format; the same rows always give the same bytes. `beside` are further sheets of a workbook."""
    match format_:
        case Format.EXCEL_FR:
            return csv_bytes(columns, rows, Profile.EXCEL_FR)
        case Format.OPEN_DATA:
            return csv_bytes(columns, rows, Profile.OPEN_DATA)
        case Format.XLSX:
            return xlsx_bytes([Sheet(DATA, columns, rows), *beside], title)
        case Format.ODS:
            return ods_bytes([Sheet(DATA, columns, rows), *beside])


def file_name(stem: str, format_: Format) -> str:
    return f"{stem}.{FLAVOURS[format_].suffix}"


def frozen_name(stem: str, format_: FrozenFormat) -> str:
    return f"{stem}.{FROZEN_FLAVOURS[format_].suffix}"
