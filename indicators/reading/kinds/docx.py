"""DOCX by python-docx: paragraphs and tables in the order of the document."""

import io
from collections.abc import Iterator
from zipfile import ZipFile

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from commitments.ledger.files.archives import UnsafeArchiveError, open_archive, unpacked
from indicators.reading.limits import LARGEST_UNPACKED, MOST_ROWS, too_large
from indicators.reading.source import Cell, Line, Place, Row, Source, UnreadableDocumentError

DAMAGED = "Ce document ne peut pas être lu\u00a0: ouvrez-le dans un traitement de texte et enregistrez-le à nouveau."


def read_docx(content: bytes) -> Source:
    try:
        with open_archive(content) as archive:
            _measure(archive)
        blocks = tuple(_blocks(content))
    except UnreadableDocumentError:
        raise
    except (UnsafeArchiveError, KeyError, ValueError, SyntaxError) as error:
        # lxml reports XML that it cannot parse as a SyntaxError.
        raise UnreadableDocumentError(DAMAGED) from error
    return Source(blocks, is_wrapped=False)


def _measure(archive: ZipFile) -> None:
    """python-docx unpacks every part: together they keep within the limit."""
    left = LARGEST_UNPACKED
    for name in archive.namelist():
        left -= len(unpacked(archive, name, left))


def _blocks(content: bytes) -> Iterator[Line | Row]:
    paragraphs = tables = rows = 0
    for block in Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(block, Paragraph):
            paragraphs += 1
            yield Line(str(block.text), Place(paragraph=paragraphs))
        elif isinstance(block, Table):
            tables += 1
            for row in _rows(block, tables):
                rows += 1
                if rows > MOST_ROWS:
                    raise too_large()
                yield row


def _rows(table: Table, number: int) -> Iterator[Row]:
    above: dict[int, object] = {}
    for place, row in enumerate(table.rows, start=1):
        cells: list[Cell] = []
        column = int(row.grid_cols_before)
        seen: object = None
        for cell in row.cells:
            if cell._tc is seen:
                last = cells[-1]
                cells[-1] = Cell(last.text, last.place, last.column, last.span + 1)
            else:
                seen = cell._tc
                # A cell that goes on from the row above has said its text there.
                text = "" if above.get(column) is seen else str(cell.text)
                cells.append(Cell(text, Place(table=number, row=place, column=column + 1), column))
            above[column] = seen
            column += 1
        yield Row(tuple(cells), Place(table=number, row=place))
