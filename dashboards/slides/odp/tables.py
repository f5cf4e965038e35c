"""Native tables: the text of the template, rules and no boxes, as on the screens."""

from collections.abc import Iterator, Sequence
from typing import Any

from dashboards.documents.blocks import Align, DocumentCell, DocumentColumn, Table
from dashboards.documents.odt import SIGNS
from dashboards.slides.fitting import CELL_SIDE, CELL_TOP, Placed, small
from dashboards.slides.odp.lengths import place
from dashboards.slides.odp.sheet import Sheet
from dashboards.slides.odp.xml import tag


def table_frame(sheet: Sheet, placed: Placed, table: Table, name: str) -> Any:
    heads = [DocumentCell(each.title, is_strong=True) for each in table.columns]
    rows = [_row(sheet, line, table.columns, placed, rank) for rank, line in enumerate((heads, *table.lines))]
    columns = [
        tag("table:table-column", {"table:style-name": sheet.column(width)}) for width in placed.columns
    ]
    inside = tag("table:table", {"table:use-first-row-styles": "true"}, *columns, *rows)
    frame = {"draw:layer": "layout", "draw:name": name, **place(placed.box)}
    return tag("draw:frame", frame, inside, tag("svg:title", {}, name), tag("svg:desc", {}, table.name))


def _row(
    sheet: Sheet, line: Sequence[DocumentCell], columns: Sequence[DocumentColumn], placed: Placed, rank: int
) -> Any:
    style = sheet.cell(is_head=rank == 0, padding=(CELL_SIDE, CELL_TOP))
    cells = [
        tag("table:table-cell", {"table:style-name": style}, *_paragraphs(sheet, cell, column, placed.size))
        for cell, column in zip(line, columns, strict=True)
    ]
    return tag("table:table-row", {"table:style-name": sheet.row(placed.rows[rank])}, *cells)


def _paragraphs(sheet: Sheet, cell: DocumentCell, column: DocumentColumn, size: int) -> Iterator[Any]:
    sign = SIGNS[cell.tone].replace(" ", "\u00a0")
    style = sheet.paragraph(is_end=column.align is Align.END)
    yield paragraph(style, sheet.text(size, is_strong=cell.is_strong), f"{sign}{cell.text}")
    if cell.detail:
        yield paragraph(style, sheet.text(small(size)), cell.detail)


def paragraph(style: str, text_style: str, text: str) -> Any:
    return tag("text:p", {"text:style-name": style}, tag("text:span", {"text:style-name": text_style}, text))
