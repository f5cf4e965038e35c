"""Which layouts of a template are used, and where they leave room."""

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn

from dashboards.slides.fitting import Box
from dashboards.slides.measure import width_of_font
from dashboards.slides.template import TOO_LITTLE_ROOM, UnusableTemplateError, checked_area

# A template is opened as the presentation that it makes.
TYPES, RELATIONS = "[Content_Types].xml", "_rels/.rels"
# LibreOffice names the description of a file otherwise: the library would add a second one beside it.
CORE = RELATIONSHIP_TYPE.CORE_PROPERTIES.encode()
CORE_OF_OTHERS = (
    b"http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties"
)
OF_TEMPLATE = b"presentationml.template.main+xml"
OF_PRESENTATION = b"presentationml.presentation.main+xml"
LEADS_TO_A_SLIDE = "Une disposition de ce modèle renvoie à l’une de ses diapositives\u00a0: retirez ce lien."
TITLES = ("title", "ctrTitle")
COVERS, CONTENTS = ("title",), ("titleOnly", "obj", "tx", "twoObj")
USUAL_SIZE, LINES_SIZE = 440, 320
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


@dataclass(frozen=True, slots=True)
class Layouts:
    """`area` is what is left to the content; sizes are in tenths of a point, widths of fonts in hundredths of a usual
    one.
    """

    cover: Any
    content: Any
    area: Box
    title: Box
    title_size: int
    lines_size: int
    title_width: int
    text_width: int


def opened(content: bytes) -> Any:
    """The presentation without its slides."""
    presentation = Presentation(io.BytesIO(_as_presentation(content)))
    listed = presentation.slides._sldIdLst
    for each in list(listed):
        presentation.part.drop_rel(each.rId)
        listed.remove(each)
    # One that a layout still leads to would be saved beside the new ones, under the name of one of them.
    if any(str(each.partname).startswith("/ppt/slides/") for each in presentation.part.package.iter_parts()):
        raise UnusableTemplateError(LEADS_TO_A_SLIDE)
    root = presentation.part._element
    # Sections and shows name slides that are no more: PowerPoint would ask to mend the file.
    for name in ("p:custShowLst", "p:extLst"):
        for old in root.findall(qn(name)):
            root.remove(old)
    return presentation


def layouts_of(presentation: Any) -> Layouts:
    """Raises UnusableTemplateError where no layout has a title and room under it."""
    found = [each for master in presentation.slide_masters for each in master.slide_layouts]
    titled = [each for each in found if _place_of(each, TITLES) is not None]
    if not titled:
        raise UnusableTemplateError("Aucune disposition de ce modèle n’a de titre.")
    size = presentation.slide_width, presentation.slide_height
    roomy = [(each, places) for each in titled if (places := _room_of(each, size)) is not None]
    if not roomy:
        raise UnusableTemplateError(TOO_LITTLE_ROOM)
    content, (title, area) = min(roomy, key=lambda each: _content_rank(each[0]))
    cover = next((each for each in titled if _kind(each) in COVERS), titled[0])
    title_font, text_font = fonts_of(content.slide_master)
    return Layouts(
        cover=cover,
        content=content,
        area=area,
        title=title,
        title_size=_size_of(content, TITLES, "p:titleStyle", USUAL_SIZE),
        lines_size=_size_of(cover, ("subTitle",), "p:bodyStyle", LINES_SIZE),
        title_width=width_of_font(title_font),
        text_width=width_of_font(text_font),
    )


def _room_of(layout: Any, size: tuple[int, int]) -> tuple[Box, Box] | None:
    """The places of its title and of what goes under it; None where that is too little."""
    title, body = _place_of(layout, TITLES), _place_of(layout.slide_master, ("body",))
    if title is None:
        return None
    width, height = size
    room = body or Box(title.left, 0, width - 2 * title.left, height * 9 // 10)
    try:
        return title, checked_area(room, title, width, height)
    except UnusableTemplateError:
        return None


def theme_of(master: Any) -> Any:
    return etree.fromstring(master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob, PARSER)


def fonts_of(master: Any) -> tuple[str, str]:
    """Of titles and of texts; "" where the theme names none."""
    theme = theme_of(master)
    found = [theme.find(f".//{qn(f'a:{kind}')}/{qn('a:latin')}") for kind in ("majorFont", "minorFont")]
    title, text = ("" if each is None else str(each.get("typeface", "")) for each in found)
    return title, text


def _as_presentation(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, _usual_part(name, old.read(name)))
    return made.getvalue()


def _usual_part(name: str, part: bytes) -> bytes:
    if name == TYPES:
        return part.replace(OF_TEMPLATE, OF_PRESENTATION)
    return part.replace(CORE_OF_OTHERS, CORE) if name == RELATIONS else part


def _kind(layout: Any) -> str:
    return str(layout._element.get("type", ""))


def _content_rank(layout: Any) -> tuple[int, int]:
    """A title alone first; else the layout that has least besides."""
    kind = _kind(layout)
    is_cover = kind in {*COVERS, "secHead"}
    rank = CONTENTS.index(kind) if kind in CONTENTS else len(CONTENTS)
    return rank + 10 * is_cover, len(layout.placeholders)


def _place_of(shapes: Any, kinds: tuple[str, ...]) -> Box | None:
    for shape in shapes.placeholders:
        kind = shape._element.find(f".//{qn('p:ph')}").get("type", "obj")
        if kind in kinds and shape.width is not None:
            return Box(shape.left, shape.top, shape.width, shape.height)
    return None


def _size_of(layout: Any, kinds: tuple[str, ...], style: str, usual: int) -> int:
    """Of a text in the layout, else in its master."""
    master = layout.slide_master
    places = [each for source in (layout, master) for each in source.placeholders if _is_one(each, kinds)]
    for found in (*(each._element for each in places), *master._element.iter(qn(style))):
        for level in found.iter(qn("a:lvl1pPr")):
            properties = level.find(qn("a:defRPr"))
            if properties is not None and properties.get("sz"):
                return int(properties.get("sz")) // 10
    return usual


def _is_one(shape: Any, kinds: tuple[str, ...]) -> bool:
    return shape._element.find(f".//{qn('p:ph')}").get("type") in kinds
