"""A presentation as a PPTX, made of a template."""

import io
from collections.abc import Sequence
from typing import Any

from pptx.util import Emu

from dashboards.documents.blocks import Table
from dashboards.slides.deck import Caption, Cover, Deck, LineChart, Words
from dashboards.slides.fitting import STRONG_TIMES, Box, Placed, PlacedSlide, fitted
from dashboards.slides.measure import line_height
from dashboards.slides.pptx.charts import add_chart
from dashboards.slides.pptx.default import default_template
from dashboards.slides.pptx.foot import add_foot
from dashboards.slides.pptx.tables import add_table
from dashboards.slides.pptx.template import Layouts, layouts_of, opened
from dashboards.slides.pptx.text import LANGUAGE, add_run, kind_of, text_box
from dashboards.slides.template import fitting_size

COVER_SIZE = 200


def pptx_bytes(deck: Deck, template: bytes | None = None) -> bytes:
    """From the template, or the default one."""
    return _Writer(deck, template or default_template()).bytes()


class _Writer:
    def __init__(self, deck: Deck, template: bytes) -> None:
        self.deck = deck
        self.presentation = opened(template)
        self.layouts: Layouts = layouts_of(self.presentation)

    def bytes(self) -> bytes:
        self._describe()
        self._cover(self.deck.cover)
        layouts = self.layouts
        width = self.presentation.slide_width
        for slide in fitted(self.deck.slides, layouts.area, width, layouts.text_width):
            self._slide(slide)
        content = io.BytesIO()
        self.presentation.save(content)
        return content.getvalue()

    def _describe(self) -> None:
        described = self.presentation.core_properties
        described.title, described.language = self.deck.name[:255], LANGUAGE
        described.author = described.last_modified_by = described.subject = described.keywords = ""
        described.comments = self.deck.foot[:255]

    def _cover(self, cover: Cover) -> None:
        slide = self.presentation.slides.add_slide(self.layouts.cover)
        self._title(slide, cover.title, None)
        places = [each for each in slide.placeholders if kind_of(each) in {"subTitle", "body"}]
        if places:
            _write(places[0].text_frame, cover.lines, self._lines_size(places[0], cover.lines))
        else:
            area = self.layouts.area
            _write(text_box(slide, area, "Contrat").text_frame, cover.lines, COVER_SIZE)
        self._finish(slide, cover.notes, places[:1])

    def _slide(self, placed: PlacedSlide) -> None:
        slide = self.presentation.slides.add_slide(self.layouts.content)
        self._title(slide, placed.title, self._title_size(placed.title))
        if placed.lead:
            box = text_box(slide, placed.lead_box, "Constat")
            _write(box.text_frame, (placed.lead,), placed.lead_size)
        for rank, part in enumerate(placed.parts, start=1):
            _draw(slide, part, rank)
        self._finish(slide, placed.notes, ())

    def _title_size(self, text: str) -> int | None:
        layouts = self.layouts
        return fitting_size((text,), layouts.title_size, layouts.title, layouts.title_width)

    def _lines_size(self, place: Any, lines: Sequence[str]) -> int | None:
        box = Box(place.left, place.top, place.width, place.height * 9 // 10)
        return fitting_size(lines, self.layouts.lines_size, box, self.layouts.text_width)

    def _title(self, slide: Any, text: str, size: int | None) -> None:
        frame = slide.shapes.title.text_frame
        add_run(frame.paragraphs[0], text, size)

    def _finish(self, slide: Any, notes: Sequence[str], used: Sequence[Any]) -> None:
        kept = {each.shape_id for each in used}
        for shape in list(slide.placeholders):
            if kind_of(shape) not in {"title", "ctrTitle"} and shape.shape_id not in kept:
                shape._element.getparent().remove(shape._element)
        slide.notes_slide.notes_text_frame.text = "\n".join(notes)
        add_foot(slide, self.deck.foot, self.layouts, self.presentation.slide_height)


def _draw(slide: Any, placed: Placed, rank: int) -> None:
    part = placed.part
    match part:
        case Table():
            _describe_frame(add_table(slide, placed, part), f"Tableau {rank}", part.name)
        case LineChart():
            _describe_frame(
                add_chart(slide, placed, part), f"Graphique {rank}", f"{part.name}. {part.alternative}"
            )
        case Caption(text=text):
            frame = text_box(slide, placed.box, f"Intitulé {rank}").text_frame
            add_run(frame.paragraphs[0], text, placed.size, is_strong=True)
        case Words():
            _words(slide, placed, part, rank)


def _words(slide: Any, placed: Placed, words: Words, rank: int) -> None:
    frame = text_box(slide, placed.box, f"Texte {rank}").text_frame
    if words.strong:
        add_run(frame.paragraphs[0], words.strong, placed.size * STRONG_TIMES)
    for line in words.lines:
        is_first = not words.strong and line is words.lines[0]
        paragraph = frame.paragraphs[0] if is_first else frame.add_paragraph()
        paragraph.space_after = Emu(line_height(placed.size) // 3)
        add_run(paragraph, line, placed.size)


def _write(frame: Any, lines: Sequence[str], size: int | None) -> None:
    for rank, line in enumerate(lines):
        add_run(frame.add_paragraph() if rank else frame.paragraphs[0], line, size)


def _describe_frame(frame: Any, name: str, alternative: str) -> None:
    properties = frame._element.nvGraphicFramePr.cNvPr
    properties.set("name", name)
    properties.set("descr", alternative)
