"""Paragraphs in the font and the colour that the template gives them: only their size is ours."""

from typing import Any

from pptx.enum.text import MSO_AUTO_SIZE
from pptx.oxml.ns import qn
from pptx.util import Emu

from dashboards.slides.fitting import Box
from dashboards.slides.measure import POINT

LANGUAGE = "fr-FR"


def add_run(paragraph: Any, text: str, size: int | None = None, *, is_strong: bool = False) -> None:
    """`size` in tenths of a point; None for that of the template."""
    run = paragraph.add_run()
    run.text = text
    run._r.get_or_add_rPr().set("lang", LANGUAGE)
    if size is not None:
        run.font.size = Emu(size * POINT // 10)
    if is_strong:
        run.font.bold = True


def text_box(slide: Any, box: Box, name: str) -> Any:
    """Without margins: parts of a slide are aligned."""
    shape = slide.shapes.add_textbox(Emu(box.left), Emu(box.top), Emu(box.width), Emu(box.height))
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    return shape


def kind_of(shape: Any) -> str:
    """What a placeholder is for."""
    return str(shape._element.find(f".//{qn('p:ph')}").get("type", "body"))
