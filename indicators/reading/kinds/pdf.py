"""PDF by pdfplumber: the words of each page with their places; tables with rules, tables without, and lines."""

import io
import re
from collections import Counter
from collections.abc import Iterator

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from indicators.reading.kinds.columns import Columns, unruled
from indicators.reading.kinds.words import Box, Word, around, box_of, lines_of, text_of
from indicators.reading.limits import MOST_PAGES, too_large
from indicators.reading.source import Cell, Line, Place, Row, Source, UnreadableDocumentError

DAMAGED = (
    "Ce PDF ne peut pas être lu\u00a0: s’il est protégé par un mot de passe, enregistrez-le sans protection."
)
# A footer: the same words, but for numbers, at the same height at the foot or the head of so many pages.
REPEATED, EDGE, BAND = 3, 3, 4
# What a document repeats on purpose: headings, and the heading of a table that goes on.
NO_FOOTER = re.compile(
    r"(?i)\s*(?:fiche|partie|annexe|seuil|objectif|enjeux|engagements?|indicateurs?|N°|.*# #)"
)
# Edges of cells that are nearer than that, in points, are one edge.
NEAR = 3


def read_pdf(content: bytes) -> Source:
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            if len(document.pages) > MOST_PAGES:
                raise too_large()
            pages = [_Page(number, page) for number, page in enumerate(document.pages, start=1)]
    except UnreadableDocumentError:
        raise
    except (PDFException, PdfminerException, MalformedPDFException, ValueError, KeyError, TypeError) as error:
        raise UnreadableDocumentError(DAMAGED) from error
    footers = _footers(pages)
    blocks: list[Line | Row] = []
    columns: Columns | None = None
    tables = 0
    for page in pages:
        found, columns, tables = _blocks(page, footers, columns, tables)
        blocks += found
    return Source(tuple(blocks), is_wrapped=True)


class _Page:
    """What is kept of a page: its words, and the cells of its tables with rules."""

    def __init__(self, number: int, page: Page) -> None:
        self.number = number
        self.words = [Word.of(each) for each in page.extract_words()]
        self.tables = [
            [[None if cell is None else box_of(cell) for cell in row.cells] for row in table.rows]
            for table in page.find_tables()
            if max((len(row.cells) for row in table.rows), default=0) > 1
        ]
        boxes = [box for table in self.tables for row in table for box in row if box]
        self.lines = lines_of([word for word in self.words if not any(word.is_in(box) for box in boxes)])
        page.close()


def _mark(line: list[Word]) -> tuple[str, int]:
    """The words without their numbers, and about how high they stand."""
    return re.sub(r"\d+", "#", text_of(line)), line[0].top // BAND


def _footers(pages: list[_Page]) -> set[tuple[str, int]]:
    edges = Counter(mark for page in pages for mark in {_mark(line) for line in _edges(page.lines)})
    return {mark for mark, times in edges.items() if times >= REPEATED and not NO_FOOTER.match(mark[0])}


def _edges(lines: list[list[Word]]) -> list[list[Word]]:
    return [*lines[:EDGE], *lines[-EDGE:]]


def _blocks(
    page: _Page, footers: set[tuple[str, int]], columns: Columns | None, tables: int
) -> tuple[list[Line | Row], Columns | None, int]:
    lines = [line for line in page.lines if _mark(line) not in footers]
    kept, rows, columns = unruled(lines, page.number, columns, tables)
    tables = max((row.place.table for _, row in rows), default=tables)
    placed: list[tuple[int, Line | Row]] = [*rows]
    placed += [(line[0].top, Line(text_of(line), Place(page.number, around(line)))) for line in kept]
    for table in page.tables:
        tables += 1
        placed += _rows(page, table, tables)
        columns = None
    placed.sort(key=lambda each: each[0])
    return [block for _, block in placed], columns, tables


def _rows(page: _Page, table: list[list[Box | None]], number: int) -> Iterator[tuple[int, Row]]:
    edges = _joined(sorted(x for row in table for box in row if box for x in (box[0], box[2])))
    for rank, boxes in enumerate(table, start=1):
        cells = []
        for box in filter(None, boxes):
            first, last = _edge(edges, box[0]), _edge(edges, box[2])
            words = [word for word in page.words if word.is_in(box)]
            text = "\n".join(text_of(line) for line in lines_of(words))
            cells.append(
                Cell(text, Place(page.number, box, table=number, row=rank), first, max(1, last - first))
            )
        if cells:
            whole = _whole([box for box in boxes if box])
            yield whole[1], Row(tuple(cells), Place(page.number, whole, table=number, row=rank))


def _whole(boxes: list[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _joined(edges: list[int]) -> list[int]:
    joined: list[int] = []
    for edge in edges:
        if not joined or edge - joined[-1] > NEAR:
            joined.append(edge)
    return joined


def _edge(edges: list[int], x: int) -> int:
    return min(range(len(edges)), key=lambda rank: abs(edges[rank] - x))
