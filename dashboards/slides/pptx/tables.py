"""Native tables: the fonts and colours of the theme, with rules and no boxes, as on the screens."""

from collections.abc import Sequence
from typing import Any

from lxml import etree
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu

from dashboards.documents.blocks import Align, DocumentCell, DocumentColumn, Table
from dashboards.documents.odt import SIGNS
from dashboards.slides.fitting import CELL_SIDE, CELL_TOP, Placed, small
from dashboards.slides.measure import POINT
from dashboards.slides.pptx.text import add_run

# « Sans style, sans quadrillage », which every version has: the text is that of the theme.
PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
HEAD_RULE, ROW_RULE = 15 * POINT // 10, 5 * POINT // 10


def add_table(slide: Any, placed: Placed, table: Table) -> Any:
    box, rows = placed.box, len(table.lines) + 1
    frame = slide.shapes.add_table(
        rows, len(table.columns), Emu(box.left), Emu(box.top), Emu(box.width), Emu(box.height)
    )
    drawn = frame.table
    drawn.first_row, drawn.horz_banding = True, False
    drawn._tbl.tblPr.find(qn("a:tableStyleId")).text = PLAIN_STYLE
    for column, width in zip(drawn.columns, placed.columns, strict=True):
        column.width = Emu(width)
    for row, height in zip(drawn.rows, placed.rows, strict=True):
        row.height = Emu(height)
    heads = [DocumentCell(each.title, is_strong=True) for each in table.columns]
    _line(drawn, 0, heads, table.columns, placed.size)
    for rank, line in enumerate(table.lines, start=1):
        _line(drawn, rank, line, table.columns, placed.size)
    return frame


def _line(
    drawn: Any, rank: int, line: Sequence[DocumentCell], columns: Sequence[DocumentColumn], size: int
) -> None:
    for place, (cell, column) in enumerate(zip(line, columns, strict=True)):
        found = drawn.cell(rank, place)
        found.margin_left = found.margin_right = Emu(CELL_SIDE)
        found.margin_top = found.margin_bottom = Emu(CELL_TOP)
        found.vertical_anchor = MSO_ANCHOR.BOTTOM if rank == 0 else MSO_ANCHOR.TOP
        _fill(found.text_frame, cell, column, size)
        _rule(found._tc, HEAD_RULE if rank == 0 else ROW_RULE)


def _fill(frame: Any, cell: DocumentCell, column: DocumentColumn, size: int) -> None:
    sign = SIGNS[cell.tone].replace(" ", "\u00a0")
    paragraphs = [(f"{sign}{cell.text}", size, cell.is_strong)]
    if cell.detail:
        paragraphs.append((cell.detail, small(size), False))
    for rank, (text, tenths, is_strong) in enumerate(paragraphs):
        paragraph = frame.add_paragraph() if rank else frame.paragraphs[0]
        if column.align is Align.END:
            paragraph.alignment = PP_ALIGN.RIGHT
        add_run(paragraph, text, tenths, is_strong=is_strong)


def _rule(cell: Any, width: int) -> None:
    """Under the cell, in the colour of the text."""
    properties = cell.get_or_add_tcPr()
    rule = etree.SubElement(properties, qn("a:lnB"), w=str(width), cap="flat", cmpd="sng", algn="ctr")
    fill = etree.SubElement(rule, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:schemeClr"), val="tx1")
    etree.SubElement(rule, qn("a:prstDash"), val="solid")
