"""The document as an ODT to be edited: the same blocks with real headings, tables and lists."""

import io
from collections.abc import Iterator
from typing import Any

from odf import dc, meta
from odf.opendocument import OpenDocumentText
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableHeaderRows, TableRow
from odf.teletype import addTextToElement
from odf.text import (
    A,
    Bookmark,
    H,
    IndexBody,
    IndexEntryLinkEnd,
    IndexEntryLinkStart,
    IndexEntryPageNumber,
    IndexEntryTabStop,
    IndexEntryText,
    List,
    ListItem,
    P,
    Span,
    TableOfContent,
    TableOfContentEntryTemplate,
    TableOfContentSource,
)

from dashboards.documents.blocks import (
    Align,
    Block,
    Chart,
    Curve,
    Document,
    DocumentCell,
    DocumentColumn,
    Figures,
    Heading,
    KeyFigure,
    Lead,
    Note,
    Tone,
)
from dashboards.documents.blocks import Table as TableBlock
from dashboards.documents.markup import Bullets, Paragraph
from dashboards.documents.odt_styles import LINK, TONE_STYLES, add_page, add_styles, column_style
from dashboards.exports.reproducible import reproducible

SIGNS = {
    Tone.GOOD: "● ",
    Tone.MIDDLE: "◆ ",
    Tone.BAD: "▼ ",
    Tone.QUIET: "□ ",
    Tone.PARTIAL: "◧ ",
    Tone.NOT_DUE: "□ ",
    Tone.WITHOUT: "– ",
    Tone.NO_OBJECT: "○ ",
    Tone.NEUTRAL: "‖ ",
    Tone.DONE: "■ ",
    Tone.UNDER_WAY: "◧ ",
    Tone.LATE: "▲ ",
    Tone.TO_COME: "□ ",
    Tone.STOPPED: "– ",
    Tone.NONE: "",
}
OUTLINE_LEVELS = 2
TEXT_STYLES: dict[type, str] = {Lead: "Lead", Note: "Small", Paragraph: "Body"}


def odt_bytes(document: Document) -> bytes:
    """The same document gives the same bytes."""
    return _Writer(document).bytes()


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.file = OpenDocumentText()
        self.tables = self.headings = 0
        add_styles(self.file)
        add_page(self.file, document)
        self._describe()

    def bytes(self) -> bytes:
        document = self.document
        self._add("Small", document.body)
        self._add("Title", document.title)
        self._add("Subtitle", f"{document.subtitle} – {document.dated}")
        if document.warning:
            self._add("Warning", document.warning)
        self._contents()
        for block in document.blocks:
            self._write(block)
        content = io.BytesIO()
        self.file.write(content)
        return reproducible(content.getvalue())

    def _describe(self) -> None:
        document, described = self.document, self.file.meta
        for element in list(described.childNodes):
            described.removeChild(element)
        day = f"{document.day.isoformat()}T12:00:00"
        title = f"{document.title} – {document.subtitle} – {document.body}"
        for element, text in (
            (meta.CreationDate(), day),
            (dc.Date(), day),
            (dc.Title(), title),
            (dc.Language(), "fr-FR"),
        ):
            element.addText(text)
            described.addElement(element)

    def _contents(self) -> None:
        """The entries are written, each a link, before anybody asks for the update that numbers them."""
        contents = TableOfContent(name="Sommaire", protected="true")
        source = TableOfContentSource(outlinelevel=str(OUTLINE_LEVELS))
        for level in range(1, OUTLINE_LEVELS + 1):
            source.addElement(_entry_template(level))
        contents.addElement(source)
        body = IndexBody()
        body.addElement(_with(P(stylename="ContentsTitle"), "Sommaire"))
        headings = [block for block in self.document.blocks if isinstance(block, Heading)]
        for rank, heading in enumerate(headings, start=1):
            if heading.level <= OUTLINE_LEVELS:
                entry = P(stylename=f"Contents{heading.level}")
                link = A(href=f"#{_place(rank)}", type="simple", stylename=LINK, visitedstylename=LINK)
                entry.addElement(_with(link, heading.text))
                body.addElement(entry)
        contents.addElement(body)
        self.file.text.addElement(contents)

    def _write(self, block: Block) -> None:
        match block:
            case Heading(level=level, text=text, follows=follows):
                self.headings += 1
                name = f"Heading_20_{level}{'_20_suite' if follows else ''}"
                heading = H(outlinelevel=str(level), stylename=name)
                heading.addElement(Bookmark(name=_place(self.headings)))
                self.file.text.addElement(_with(heading, text))
            case Lead() | Note() | Paragraph():
                self._add(TEXT_STYLES[type(block)], block.text)
            case Bullets(lines=lines):
                self._list(lines)
            case TableBlock():
                self._table(block)
            case Figures(figures=figures):
                self._list(tuple(_figure_text(each) for each in figures))
            case Curve():
                self._add("Small", f"{block.caption}. {block.alternative}")
            case Chart():
                self._chart(block)

    def _add(self, style: str, text: str) -> None:
        self.file.text.addElement(_with(P(stylename=style), text))

    def _list(self, lines: tuple[str, ...]) -> None:
        found = List(stylename="Bullets")
        for line in lines:
            item = ListItem()
            item.addElement(_with(P(stylename="Body"), line))
            found.addElement(item)
        self.file.text.addElement(found)

    def _chart(self, chart: Chart) -> None:
        """The figures that the drawing shows: they can be edited, and drawn anew."""
        words = chart.words
        columns = (
            DocumentColumn(chart.axis, 4),
            *(DocumentColumn(word, 2, Align.END) for word in words),
            DocumentColumn("Total", 2, Align.END),
        )
        lines = []
        for bar in chart.bars:
            counts = {share.word: share.count for share in bar.shares}
            figures = (DocumentCell(str(counts.get(word, 0))) for word in words)
            lines.append((DocumentCell(bar.label), *figures, DocumentCell(str(bar.total), is_strong=True)))
        self._table(TableBlock(chart.caption, columns, tuple(lines), is_captioned=True))

    def _table(self, block: TableBlock) -> None:
        self.tables += 1
        if block.is_captioned:
            self._add("Caption", block.name)
        columns = block.columns
        table = Table(name=f"{self.tables}. {block.name}", stylename="Table")
        shares = sum(each.width for each in columns)
        for rank, column in enumerate(columns):
            name = column_style(self.file, f"DocumentColumn{self.tables}-{rank}", column.width, shares)
            table.addElement(TableColumn(stylename=name))
        head, row = TableHeaderRows(), TableRow(stylename="Row")
        for column in columns:
            row.addElement(_cell(DocumentCell(column.title, is_strong=True), column, "HeadCell"))
        head.addElement(row)
        table.addElement(head)
        for line in _spread(block.lines, len(columns)):
            row = TableRow(stylename="Row")
            for cell, column in zip(line, columns, strict=True):
                row.addElement(CoveredTableCell() if cell is None else _cell(cell, column, "DocumentCell"))
            table.addElement(row)
        self.file.text.addElement(table)


def _figure_text(figure: KeyFigure) -> str:
    parts = (part for part in (figure.value, figure.detail, figure.more) if part)
    return f"{figure.label}\u00a0: {', '.join(parts)}"


def _place(rank: int) -> str:
    """The bookmark of a heading, by its rank in the document."""
    return f"titre-{rank}"


def _entry_template(level: int) -> Any:
    """What an update writes of each heading: its words and its page, a link."""
    template = TableOfContentEntryTemplate(outlinelevel=str(level), stylename=f"Contents{level}")
    for part in (
        IndexEntryLinkStart(stylename=LINK),
        IndexEntryText(),
        IndexEntryTabStop(type="right", leaderchar="."),
        IndexEntryPageNumber(),
        IndexEntryLinkEnd(),
    ):
        template.addElement(part)
    return template


def _spread(lines: tuple[tuple[DocumentCell, ...], ...], width: int) -> Iterator[list[DocumentCell | None]]:
    """Each line with a None where a cell above spans it."""
    spanned = [0] * width
    for line in lines:
        cells = iter(line)
        whole: list[DocumentCell | None] = []
        for place in range(width):
            if spanned[place]:
                spanned[place] -= 1
                whole.append(None)
            else:
                cell = next(cells)
                spanned[place] = cell.rows - 1
                whole.append(cell)
        yield whole


def _cell(cell: DocumentCell, column: DocumentColumn, style: str) -> TableCell:
    spans = {"numberrowsspanned": str(cell.rows)} if cell.rows > 1 else {}
    found = TableCell(stylename=style, valuetype="string", **spans)
    paragraph = P(stylename="CellEnd" if column.align is Align.END else "CellStart")
    if cell.tone is not Tone.NONE:
        paragraph.addElement(_with(Span(stylename=TONE_STYLES[cell.tone]), SIGNS[cell.tone]))
    paragraph.addElement(_with(Span(stylename="Strong" if cell.is_strong else "Plain"), cell.text))
    found.addElement(paragraph)
    if cell.detail:
        found.addElement(_with(P(stylename="CellDetail"), cell.detail))
    return found


def _with(element: Any, text: str) -> Any:
    addTextToElement(element, text)
    return element
