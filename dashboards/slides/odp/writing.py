"""A presentation as an ODP, made of a template."""

from collections.abc import Iterator, Sequence
from typing import Any

from dashboards.documents.blocks import Table
from dashboards.slides.deck import Caption, Cover, Deck, LineChart, Words
from dashboards.slides.fitting import STRONG_TIMES, Box, Placed, PlacedSlide, fitted
from dashboards.slides.measure import CENTIMETRE, line_count, line_height
from dashboards.slides.odp.charts import chart_frame, chart_parts, folder
from dashboards.slides.odp.default import default_template
from dashboards.slides.odp.lengths import place
from dashboards.slides.odp.package import packed
from dashboards.slides.odp.sheet import Sheet
from dashboards.slides.odp.tables import paragraph, table_frame
from dashboards.slides.odp.template import Master, read_template
from dashboards.slides.odp.xml import VERSION, tag, written
from dashboards.slides.template import fitting_size

FOOT_SIZE, COVER_SIZE = 100, 200
NUMBER_WIDTH = 2 * CENTIMETRE
FOOTER = "pied"


def odp_bytes(deck: Deck, template: bytes | None = None) -> bytes:
    """From the template, or the default one."""
    return _Writer(deck, template or default_template()).made()


class _Writer:
    def __init__(self, deck: Deck, template: bytes) -> None:
        self.deck = deck
        self.template = read_template(template)
        self.sheet = Sheet(self.template)
        self.charts: dict[str, bytes] = {}
        self.objects = 0

    def made(self) -> bytes:
        template = self.template
        slides = fitted(self.deck.slides, template.area, template.width, template.text_width)
        pages = [
            self._cover(self.deck.cover),
            *(self._slide(each, rank) for rank, each in enumerate(slides, 2)),
        ]
        declared = tag("presentation:footer-decl", {"presentation:name": FOOTER}, self._footer())
        content = tag(
            "office:document-content",
            {"office:version": VERSION},
            self.template.fonts,
            tag("office:automatic-styles", {}, *self.sheet.elements),
            tag("office:body", {}, tag("office:presentation", {}, declared, *pages)),
        )
        folders = [folder(rank) for rank in range(1, self.objects + 1)]
        parts = {
            **self.template.parts,
            "content.xml": written(content),
            "meta.xml": self._meta(),
            **self.charts,
        }
        return packed(parts, folders)

    def _footer(self) -> str:
        """As much as there is room for in the place of the template, the marks at least."""
        template, place_ = self.template, self.template.content.footer
        if place_ is None:
            return self.deck.foot
        width = place_.width * 100 // template.text_width
        fits = (each for each in self.deck.feet if line_count(each, template.foot_size, width) == 1)
        return next(fits, self.deck.feet[-1])

    def _meta(self) -> bytes:
        described = (
            tag("dc:title", {}, self.deck.name),
            tag("dc:language", {}, "fr-FR"),
            tag("dc:description", {}, self.deck.foot),
        )
        return written(
            tag("office:document-meta", {"office:version": VERSION}, tag("office:meta", {}, *described))
        )

    def _cover(self, cover: Cover) -> Any:
        master, template = self.template.cover, self.template
        title = master.title or template.title
        lines = master.subtitle or master.outline or template.area
        kind = "subtitle" if f"{master.name}-subtitle" in template.styles else "outline1"
        size = fitting_size(cover.lines, template.lines_size, lines, template.text_width)
        parts = [
            self._placed(self.sheet.place(master.name, "title"), "title", title, (cover.title,)),
            self._placed(self.sheet.place(master.name, kind, size), "subtitle", lines, cover.lines),
        ]
        return self._page(master, 1, parts, cover.notes)

    def _slide(self, placed: PlacedSlide, number: int) -> Any:
        master, template = self.template.content, self.template
        size = fitting_size((placed.title,), template.title_size, template.title, template.title_width)
        style = self.sheet.place(master.name, "title", size)
        parts = [self._placed(style, "title", template.title, (placed.title,))]
        if placed.lead:
            parts.append(self._text(placed.lead_box, "Constat", [(placed.lead, placed.lead_size, False)]))
        for rank, part in enumerate(placed.parts, start=1):
            parts.append(self._draw(part, rank))
        return self._page(master, number, parts, placed.notes)

    def _page(self, master: Master, number: int, parts: Sequence[Any], notes: Sequence[str]) -> Any:
        attributes = {
            "draw:name": f"page{number}",
            "draw:style-name": self.sheet.page(),
            "draw:master-page-name": master.name,
            "presentation:use-footer-name": FOOTER,
        }
        return tag("draw:page", attributes, *parts, *self._foot(master), self._notes(master, number, notes))

    def _foot(self, master: Master) -> Iterator[Any]:
        """What the page of the template does not show by itself."""
        area, height = self.template.area, self.template.height
        room = line_height(FOOT_SIZE) + CENTIMETRE // 5
        top = height - room - CENTIMETRE // 5
        if master.footer is None:
            box = Box(area.left, top, area.width - NUMBER_WIDTH, room)
            yield self._text(box, "Pied de page", [(self.deck.foot, FOOT_SIZE, False)])
        if not master.has_number:
            box = Box(area.left + area.width - NUMBER_WIDTH, top, NUMBER_WIDTH, room)
            style = {"text:style-name": self.sheet.text(FOOT_SIZE)}
            number = tag("text:span", style, tag("text:page-number", {}, "1"))
            aligned = {"text:style-name": self.sheet.paragraph(is_end=True)}
            yield self._frame(box, "Numéro", [tag("text:p", aligned, number)])

    def _notes(self, master: Master, number: int, notes: Sequence[str]) -> Any:
        half = self.template.width // 2
        small = Box(CENTIMETRE, CENTIMETRE, half, half * self.template.height // self.template.width)
        text = Box(CENTIMETRE, small.height + 2 * CENTIMETRE, half, half)
        thumbnail = {
            "draw:layer": "layout",
            "draw:page-number": str(number),
            "presentation:class": "page",
            **place(small),
        }
        return tag(
            "presentation:notes",
            {"draw:style-name": self.sheet.style("drawing-page", ())},
            tag("draw:page-thumbnail", thumbnail),
            self._placed(self.sheet.place(master.name, "notes"), "notes", text, notes),
        )

    def _placed(self, style: str, kind: str, box: Box, lines: Sequence[str]) -> Any:
        """Texts in a place of the template."""
        attributes = {
            "presentation:style-name": style,
            "draw:layer": "layout",
            "presentation:class": kind,
            "presentation:user-transformed": "true",
            **place(box),
        }
        paragraphs = [tag("text:p", {}, line) for line in lines]
        return tag("draw:frame", attributes, tag("draw:text-box", {}, *paragraphs))

    def _draw(self, placed: Placed, rank: int) -> Any:
        part = placed.part
        match part:
            case Table():
                return table_frame(self.sheet, placed, part, f"Tableau {rank}")
            case LineChart():
                self.objects += 1
                self.charts |= chart_parts(self.sheet, placed, part, self.objects)
                return chart_frame(placed, part, f"Graphique {rank}", self.objects)
            case Caption(text=text):
                return self._text(placed.box, f"Intitulé {rank}", [(text, placed.size, True)])
            case Words(lines=lines, strong=strong):
                first = [(strong, placed.size * STRONG_TIMES, False)] if strong else []
                return self._text(
                    placed.box, f"Texte {rank}", [*first, *((each, placed.size, False) for each in lines)]
                )

    def _text(self, box: Box, name: str, lines: Sequence[tuple[str, int, bool]]) -> Any:
        paragraphs = [
            paragraph(
                self.sheet.paragraph(after=line_height(size) // 3),
                self.sheet.text(size, is_strong=is_strong),
                text,
            )
            for text, size, is_strong in lines
        ]
        return self._frame(box, name, paragraphs)

    def _frame(self, box: Box, name: str, paragraphs: Sequence[Any]) -> Any:
        attributes = {
            "draw:style-name": self.sheet.box(),
            "draw:layer": "layout",
            "draw:name": name,
            **place(box),
        }
        return tag("draw:frame", attributes, tag("draw:text-box", {}, *paragraphs))
