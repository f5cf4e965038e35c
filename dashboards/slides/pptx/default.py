"""The template of who has none: sober, as the screens, its fonts and colours in its theme so that they can be changed
at once in PowerPoint.
"""

import io
from functools import cache
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu

from dashboards.slides.colours import BODY_FONT, COLOURS, TITLE_FONT
from dashboards.slides.default_places import (
    BODY,
    COVER_LINES,
    COVER_RULE,
    COVER_TITLE,
    FOOT,
    HEIGHT,
    NUMBER,
    TITLE,
    TITLE_RULE,
    WIDTH,
)
from dashboards.slides.fitting import Box

RULE = (
    '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<p:nvSpPr><p:cNvPr id="{id}" name="Filet"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
    '<p:spPr><a:xfrm><a:off x="{box.left}" y="{box.top}"/><a:ext cx="{box.width}" cy="{box.height}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    '<a:solidFill><a:schemeClr val="accent1"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr>'
    "</p:sp>"
)
# Of the library's own layouts, by their rank: a title alone on the first slide, and above the others.
COVER, CONTENT = 0, 5
PLACES = {"title": TITLE, "ctrTitle": TITLE, "body": BODY, "ftr": FOOT, "sldNum": NUMBER}
COVER_PLACES = {"ctrTitle": COVER_TITLE, "subTitle": COVER_LINES}
COVER_SIZE = "4000"
SIZES = {"titleStyle": "2600", "bodyStyle": "1800"}


@cache
def default_template() -> bytes:
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Emu(WIDTH), Emu(HEIGHT)
    master = presentation.slide_master
    layouts = list(presentation.slide_layouts)
    for rank, layout in enumerate(layouts):
        if rank not in {COVER, CONTENT}:
            presentation.slide_layouts.remove(layout)
    _theme(master.part)
    _styles(master._element)
    _place(master, PLACES)
    _place(layouts[COVER], COVER_PLACES)
    _place(layouts[CONTENT], {})
    _large(layouts[COVER])
    _rule(layouts[COVER], COVER_RULE)
    _rule(layouts[CONTENT], TITLE_RULE)
    layouts[COVER].name, layouts[CONTENT].name = "Couverture", "Titre et contenu libre"
    content = io.BytesIO()
    presentation.save(content)
    return content.getvalue()


def _theme(part: Any) -> None:
    theme = part.part_related_by(RELATIONSHIP_TYPE.THEME)
    root = etree.fromstring(theme.blob)
    for name, value in COLOURS.items():
        (colour,) = root.iter(qn(f"a:{name}"))
        for old in list(colour):
            colour.remove(old)
        etree.SubElement(colour, qn("a:srgbClr"), val=value)
    for kind, font in (("majorFont", TITLE_FONT), ("minorFont", BODY_FONT)):
        (found,) = root.iter(qn(f"a:{kind}"))
        found.find(qn("a:latin")).set("typeface", font)
    theme._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _styles(master: Any) -> None:
    for name, size in SIZES.items():
        (style,) = master.iter(qn(f"p:{name}"))
        level = style.find(qn("a:lvl1pPr"))
        level.set("algn", "l")
        level.find(qn("a:defRPr")).set("sz", size)
    for place in master.iter(qn("p:sp")):
        inside = place.find(f".//{qn('a:bodyPr')}")
        inside.set("lIns", "0")
        inside.set("rIns", "0")
        if place.find(f".//{qn('p:ph')}").get("type") == "title":
            inside.set("anchor", "b")


def _large(cover: Any) -> None:
    """Its title."""
    for style in cover.placeholders[0]._element.iter(qn("a:lstStyle")):
        level = etree.SubElement(style, qn("a:lvl1pPr"))
        etree.SubElement(level, qn("a:defRPr"), sz=COVER_SIZE)


def _place(shapes: Any, places: dict[str, Box]) -> None:
    """Each placeholder at its place; one without a place here is where the master has it, and the date nowhere."""
    for shape in list(shapes.placeholders):
        kind = shape._element.find(f".//{qn('p:ph')}").get("type", "body")
        if kind == "dt":
            shape._element.getparent().remove(shape._element)
            continue
        box = places.get(kind)
        if box is not None:
            shape.left, shape.top, shape.width, shape.height = box.left, box.top, box.width, box.height
            continue
        properties = shape._element.spPr
        for old in properties.findall(qn("a:xfrm")):
            properties.remove(old)
    _restyle(shapes)


def _restyle(shapes: Any) -> None:
    """Aligned to the left, and in a colour that is read: the grey of the library is too faint."""
    for level in shapes._element.iter(qn("a:lvl1pPr")):
        if level.get("algn") == "ctr":
            level.set("algn", "l")
    for colour in shapes._element.iter(qn("a:schemeClr")):
        tint = colour.find(qn("a:tint"))
        if tint is not None:
            colour.remove(tint)
            colour.set("val", "tx2")


def _rule(layout: Any, box: Box) -> None:
    """A line in the first accent of the theme."""
    tree = layout.shapes._spTree
    shape = etree.fromstring(RULE.format(id=len(tree) + 20, box=box))
    tree.append(shape)
