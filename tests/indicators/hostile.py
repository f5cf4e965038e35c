"""Hostile files, and files that are no tables, made by a small program so that none is stored in the project."""

import io
import re
import struct
import zipfile

import xlsxwriter

from commitments.ledger.tables.sheets import letters

HEADER = "indicateur;mois;numerateur;denominateur;valeur;absence;commentaire"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
DECLARATION = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def workbook(*rows, formulas=()):
    """A workbook of these rows, as Excel would write it."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet()
    for line, row in enumerate(rows or [HEADER.split(";"), ["R2", "2025-01", "", "", 5]]):
        for column, cell in enumerate(row):
            sheet.write(line, column, cell)
    for place, formula, result in formulas:
        sheet.write_formula(place, formula, None, result)
    book.close()
    return content.getvalue()


def changed(content, parts, *, without=()):
    """The same archive with other or further parts: texts, bytes, or what a function makes of what was there."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        names = [*old.namelist(), *(name for name in parts if name not in old.namelist())]
        for name in names:
            if name not in without:
                part = parts.get(name)
                new.writestr(
                    name, part(old.read(name).decode()) if callable(part) else part or old.read(name)
                )
    return made.getvalue()


def text(rows, encoding="utf-8"):
    """A CSV of these rows under the right header."""
    return f"{HEADER}\n{rows}".encode(encoding)


def rows_of_a_sheet(count, cell='<c r="A{n}"><v>1</v></c>'):
    body = "".join(f'<row r="{n}">{cell.format(n=n)}</row>' for n in range(1, count + 1))
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{body}</sheetData></worksheet>'


def declared(declaration):
    return lambda text: re.sub(r"\?>\s*", f"?>{declaration}", text, count=1)


def with_a_lie(content, name):
    """The same archive, whose directory says that a part holds ten bytes once unpacked."""
    place = content.rindex(name.encode()) - 46
    assert content[place : place + 4] == b"PK\x01\x02"
    return content[: place + 24] + struct.pack("<I", 10) + content[place + 28 :]


def zip_bomb():
    """A workbook of a few kilobytes that unpacks to half a gigabyte."""
    return changed(workbook(), {STRINGS: b"<sst>" + b" " * 500_000_000 + b"</sst>"})


def many_small_entries():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(40_000):
            archive.writestr(f"{number}", b"")
    return made.getvalue()


def far_corner():
    """Two cells, from the first to the last of the sheet: a dense table of them would have 17 thousand million."""
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return changed(workbook(), {SHEET: f"<worksheet><sheetData>{cells}</sheetData></worksheet>"})


def one_text_everywhere():
    """Each of 300,000 cells shows the same text of four thousand characters: more than a gigabyte of it."""
    text = f"<sst><si><t>{'x' * 4000}</t></si></sst>"
    cells = "".join(f'<c t="s"><v>{0}</v></c>' for _ in range(15))
    body = f"<row>{cells}</row>" * 20_000
    return changed(
        workbook(), {STRINGS: text, SHEET: f"<worksheet><sheetData>{body}</sheetData></worksheet>"}
    )


def with_macros():
    return changed(workbook(), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def with_links():
    return changed(workbook(), {"xl/externalLinks/externalLink1.xml": "<externalLink/>"})


ODS_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Mars">'
)
ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"


def opendocument(rows, declaration=""):
    """An ODS whose only sheet has these rows, as XML."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f'<?xml version="1.0"?>{declaration}{ODS_HEAD}{rows}{ODS_TAIL}')
    return made.getvalue()


def ods_cell(text, options=""):
    return f'<table:table-cell office:value-type="string"{options}><text:p>{text}</text:p></table:table-cell>'


def ods_row(cells, options=""):
    return f"<table:table-row{options}>{cells}</table:table-row>"


def many_merges():
    """Each of ten thousand areas covers ten thousand rows of text."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="str"><v>a</v></c></row>' for n in range(1, 10_001))
    areas = '<mergeCell ref="A1:BT10000"/>' * 10_000
    body = f"<sheetData>{rows}</sheetData><mergeCells>{areas}</mergeCells>"
    return changed(workbook(), {SHEET: f"<worksheet>{body}</worksheet>"})


# Each with a word of what is said about it.
HOSTILE = {
    "zip bomb": (zip_bomb, "trop gros"),
    "zip bomb that lies": (lambda: with_a_lie(zip_bomb(), STRINGS), ""),
    "forty thousand entries": (many_small_entries, "trop gros"),
    "a million rows": (lambda: changed(workbook(), {SHEET: rows_of_a_sheet(1_000_000)}), "trop gros"),
    "thirty thousand rows": (
        lambda: changed(workbook(), {SHEET: rows_of_a_sheet(30_000)}), "20\u202f000 lignes"),
    "a million rows in a CSV": (lambda: text(";\n" * 1_000 + "a;\n" * 1_000_000), "lignes"),
    "the last cell of the sheet": (far_corner, "lignes"),
    "columns without end": (lambda: changed(workbook(), {SHEET: rows_of_a_sheet(
        1, "".join(f'<c r="{letters(n)}1"><v>1</v></c>' for n in range(1, 100)))}), "colonnes"),
    "one text everywhere": (one_text_everywhere, "trop gros"),
    "merged cells without end": (many_merges, "trop gros"),
    "an ODS whose row is repeated without end": (
        lambda: opendocument(ods_row(ods_cell("a"), ' table:number-rows-repeated="1048576"')), "lignes"),
    "an ODS whose cell is repeated without end": (
        lambda: opendocument(ods_row(ods_cell("a", ' table:number-columns-repeated="16384"'))), "colonnes"),
    "an ODS of repeated rows of repeated cells": (
        lambda: opendocument(ods_row(
            ods_cell("a" * 100, ' table:number-columns-repeated="60"'), ' table:number-rows-repeated="20000"')),
        "trop gros"),
    "an ODS of a million rows": (lambda: opendocument(ods_row(ods_cell("")) * 1_000_000), "trop gros"),
    "an ODS of one cell of five million letters": (
        lambda: opendocument(ods_row(ods_cell("x" * 5_000_000))), "caractères"),
    "an ODS of hidden rows without end": (
        lambda: opendocument(ods_row(ods_cell(""), ' table:visibility="filter" table:number-rows-repeated="1000000000"')
                             + ods_row(ods_cell("a"))), "lignes"),
    "an ODS with entities": (lambda: opendocument(ods_row(ods_cell("&b;")), DECLARATION), "lu"),
    "an ODS with an entity of this machine": (lambda: opendocument(ods_row(ods_cell("&a;")), OUTSIDE), "lu"),
    "an ODS with macros": (lambda: changed(opendocument(ods_row(ods_cell("a"))), {"Basic/Standard/m.xml": "<m/>"}),
                           "macros"),
    "an ODS with a number that is none": (
        lambda: opendocument(ods_row('<table:table-cell office:value-type="float" office:value="x"/>')), "lu"),
    "macros": (with_macros, "macros"),
    "links": (with_links, "lié"),
    "entities": (lambda: changed(workbook(), {SHEET: declared(DECLARATION)}), "lu"),
    "an entity of this machine": (lambda: changed(workbook(), {STRINGS: declared(OUTSIDE)}), "lu"),
    "a renamed PDF": (lambda: b"%PDF-1.7\n" + b"1 0 obj\n" * 500_000, "PDF"),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4_000_000, ".xls"),
    "an ODS": (lambda: changed(workbook(), {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"},
                               without=["xl/workbook.xml"]), "XLSX"),
    "NULs": (lambda: text("R2;2025-01;;;5;;") + b"\x00" * 4_000_000, "UTF-8"),
    "an image": (lambda: b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02\x81" * 1_000_000, "UTF-8"),
    "an unknown encoding": (lambda: text("R2;2025-01;;;5;;été\x81", "latin-1"), "UTF-8"),
    "one cell of five megabytes": (lambda: text("R2;2025-01;;;5;;" + "x" * 5_000_000), "caractères"),
    "one quoted cell of five megabytes": (
        lambda: text('R2;2025-01;;;5;;"' + "x\n" * 2_500_000 + '"'), "caractères"),
    "a row of two million cells": (lambda: text("ab;" * 1_700_000), "caractères"),
    "fifty megabytes": (lambda: b"a;b\n" * 12_500_000, "5\u00a0Mo"),
}  # fmt: skip
