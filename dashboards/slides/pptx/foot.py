"""The foot of a slide: what its figures are of, and its number."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

from lxml import etree
from pptx.oxml.ns import qn

from dashboards.slides.fitting import Box
from dashboards.slides.measure import CENTIMETRE, line_count, line_height
from dashboards.slides.pptx.template import Layouts
from dashboards.slides.pptx.text import LANGUAGE, add_run, kind_of, text_box

SIZE, FOOTER_SIZE = 100, 120
NUMBER_WIDTH = 2 * CENTIMETRE
FOOTER, NUMBER = "ftr", "sldNum"
FIELD = "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}"


def add_foot(slide: Any, text: str, layouts: Layouts, height: int) -> None:
    """In the places and the style that the layout has for them, or under everything."""
    room = line_height(SIZE) + CENTIMETRE // 5
    area, top = layouts.area, height - room - CENTIMETRE // 5
    frame, size = _footer(slide, text, layouts), None
    if frame is None:
        box = Box(area.left, top, area.width - NUMBER_WIDTH, room)
        frame, size = text_box(slide, box, "Pied de page").text_frame, SIZE
    add_run(frame.paragraphs[0], text, size)
    frame, size = _numbered(slide), None
    if frame is None:
        box = Box(area.left + area.width - NUMBER_WIDTH, top, NUMBER_WIDTH, room)
        frame, size = text_box(slide, box, "Numéro").text_frame, SIZE
    _number(frame.paragraphs[0], size)


def _footer(slide: Any, text: str, layouts: Layouts) -> Any:
    """A text with the style of the footer, and its place where it fits there, else the width of the slide. It is no
    placeholder: LibreOffice shows the text of those in a font of its own.
    """
    own = _of_layout(slide.slide_layout, FOOTER)
    if own is None or own.width is None:
        return None
    box = Box(own.left, own.top, own.width, own.height)
    if line_count(text, FOOTER_SIZE, box.width * 100 // layouts.text_width) > 1:
        box = replace(box, left=layouts.area.left, width=layouts.area.width - NUMBER_WIDTH)
    shape = text_box(slide, box, "Pied de page")
    above = _of_layout(slide.slide_layout.slide_master, FOOTER)
    body = shape._element.txBody
    for source in (above, own):
        if source is not None and source._element.txBody is not None:
            _take_style(body, source._element.txBody)
    return shape.text_frame


def _take_style(body: Any, source: Any) -> None:
    inside, style = source.find(qn("a:bodyPr")), source.find(qn("a:lstStyle"))
    for name, value in inside.attrib.items():
        body.find(qn("a:bodyPr")).set(name, value)
    if style is not None and len(style):
        body.replace(body.find(qn("a:lstStyle")), deepcopy(style))


def _numbered(slide: Any) -> Any:
    """The placeholder of the number, which the library leaves out."""
    found = _of_layout(slide.slide_layout, NUMBER)
    if found is None:
        return None
    own = deepcopy(found._element)
    for paragraph in own.findall(f".//{qn('a:p')}"):
        paragraph.getparent().remove(paragraph)
    etree.SubElement(own.txBody, qn("a:p"))
    own.nvSpPr.cNvPr.set("id", str(slide.shapes._next_shape_id))
    slide.shapes._spTree.append(own)
    return slide.shapes[-1].text_frame


def _of_layout(shapes: Any, kind: str) -> Any:
    return next((each for each in shapes.placeholders if kind_of(each) == kind), None)


def _number(paragraph: Any, size: int | None) -> None:
    field = etree.SubElement(paragraph._p, qn("a:fld"), id=FIELD, type="slidenum")
    properties = etree.SubElement(field, qn("a:rPr"), lang=LANGUAGE)
    if size is not None:
        properties.set("sz", str(size * 10))
    etree.SubElement(field, qn("a:t")).text = "‹N°›"
