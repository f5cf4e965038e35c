"""Which pages of an ODP template are used, where they leave room, and in which font and colours they write."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dashboards.slides.contrast import contrast
from dashboards.slides.fitting import GAP, Box
from dashboards.slides.measure import POINT, width_of_font
from dashboards.slides.odp.lengths import emu
from dashboards.slides.odp.xml import attribute, name_of, parsed
from dashboards.slides.template import UnusableTemplateError, checked_area

STYLES = "styles.xml"
# Of the slides of the template, or about where it was edited: none of it is kept.
SLIDES = ("content.xml", "Object")
EDITED = ("meta.xml", "settings.xml", "mimetype", "META-INF/", "Thumbnails/", "Configurations2/")
FONTS = ("style:font-name", "fo:font-family", "style:font-family-generic", "style:font-pitch")
BLACK, WHITE = "#000000", "#ffffff"
# Of a line that is to be told from what is behind it.
LEAST_CONTRAST = Decimal(3)
USUAL_SIZE, LINES_SIZE, FOOT_SIZE = 440, 320, 140
OF_COVER = re.compile(r"cover|title|titre|couverture|garde", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Master:
    """A page of the template; the places that it does not have are None."""

    name: str
    title: Box | None
    outline: Box | None
    subtitle: Box | None
    footer: Box | None
    has_number: bool
    element: Any


@dataclass(frozen=True, slots=True)
class OdpTemplate:
    """`font` and `ink` are those of its texts, `is_automatic` where the program that shows them chooses their colour;
    `accent` a second colour of its own; sizes in tenths of a point.
    """

    parts: Mapping[str, bytes]
    fonts: Any
    cover: Master
    content: Master
    area: Box
    title: Box
    title_size: int
    lines_size: int
    foot_size: int
    width: int
    height: int
    title_font: Mapping[str, str]
    font: Mapping[str, str]
    ink: str
    is_automatic: bool
    accent: str
    styles: frozenset[str]

    @property
    def title_width(self) -> int:
        """Of its font, in hundredths of a usual one."""
        return width_of_font(font_name(self.title_font))

    @property
    def text_width(self) -> int:
        return width_of_font(font_name(self.font))


def font_name(font: Mapping[str, str]) -> str:
    return (font.get("fo:font-family") or font.get("style:font-name", "")).strip("'\"")


def read_template(content: bytes) -> OdpTemplate:
    """Raises UnusableTemplateError where no page has a title and room under it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [
            each
            for each in archive.namelist()
            if not each.startswith((*SLIDES, *EDITED)) and not each.endswith("/")
        ]
        parts = {name: archive.read(name) for name in names}
    used = parts[STYLES]
    # The pictures of its slides are not those of its pages.
    parts = {
        name: part
        for name, part in parts.items()
        if not name.startswith("Pictures/") or name.encode() in used
    }
    root = parsed(parts[STYLES])
    masters = list(_masters(root))
    titled = [each for each in masters if each.title is not None]
    if not titled:
        raise UnusableTemplateError("Aucune page de ce modèle n’a de titre.")
    chosen = max(titled, key=_room)
    cover = next((each for each in titled if each.subtitle is not None), titled[0])
    width, height = _page(root, chosen)
    title = chosen.title or Box(0, 0, 0, 0)
    room = chosen.outline or Box(title.left, title.top + title.height + GAP, title.width, height * 7 // 10)
    found = _Styles(root)
    back = found.background(chosen)
    ink = found.ink(chosen, back)
    return OdpTemplate(
        parts=parts,
        fonts=root.find(name_of("office:font-face-decls")),
        cover=cover,
        content=chosen,
        area=checked_area(room, title, width, height),
        title=title,
        title_size=found.size(f"{chosen.name}-title", USUAL_SIZE),
        foot_size=found.size(f"{chosen.name}-backgroundobjects", FOOT_SIZE),
        lines_size=found.size(f"{cover.name}-subtitle", LINES_SIZE),
        width=width,
        height=height,
        title_font=found.font(f"{chosen.name}-title"),
        font=found.font(f"{chosen.name}-outline1"),
        ink=ink,
        is_automatic=found.is_automatic(chosen),
        accent=found.accent(chosen, back, ink),
        styles=frozenset(found.by_name),
    )


def _room(master: Master) -> tuple[int, bool]:
    """What a page leaves to its text: that of a first page is small; where it is not, its name tells."""
    room = master.outline.width * master.outline.height if master.outline else 0
    return room, OF_COVER.search(master.name) is None


def _masters(root: Any) -> Iterator[Master]:
    for page in root.iter(name_of("style:master-page")):
        places: dict[str, Box] = {}
        for frame in page.iter(name_of("draw:frame"), name_of("draw:custom-shape")):
            box = _box(frame)
            if box is not None and frame.getparent() is page:
                places.setdefault(attribute(frame, "presentation:class"), box)
        yield Master(
            attribute(page, "style:name"),
            places.get("title"),
            places.get("outline"),
            places.get("subtitle"),
            places.get("footer"),
            "page-number" in places,
            page,
        )


def _box(frame: Any) -> Box | None:
    read = [emu(attribute(frame, name)) for name in ("svg:x", "svg:y", "svg:width", "svg:height")]
    left, top, width, height = read
    if left is None or top is None or width is None or height is None:
        return None
    return Box(left, top, width, height)


def _page(root: Any, master: Master) -> tuple[int, int]:
    wanted = attribute(master.element, "style:page-layout-name")
    for layout in root.iter(name_of("style:page-layout")):
        if attribute(layout, "style:name") == wanted:
            for properties in layout.iter(name_of("style:page-layout-properties")):
                width, height = (
                    emu(attribute(properties, f"fo:page-{side}")) for side in ("width", "height")
                )
                if width and height:
                    return width, height
    raise UnusableTemplateError("Ce modèle ne dit pas quelle taille ont ses pages.")


class _Styles:
    """The styles of the template, by name; a property is that of the style, else of those that it comes from."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.by_name = {attribute(each, "style:name"): each for each in root.iter(name_of("style:style"))}
        defaults = root.iter(name_of("style:default-style"))
        self.default = next((each for each in defaults if attribute(each, "style:family") == "graphic"), None)

    def text(self, style: str, name: str) -> str:
        return self._property(style, "style:text-properties", name)

    def size(self, style: str, usual: int) -> int:
        """In tenths of a point."""
        found = emu(self.text(style, "fo:font-size"))
        return found * 10 // POINT if found else usual

    def font(self, style: str) -> dict[str, str]:
        """All that names a font, from the one style that names it."""
        for element in self._chain(style):
            for properties in element.findall(name_of("style:text-properties")):
                found = {name: attribute(properties, name) for name in FONTS if attribute(properties, name)}
                if found:
                    return found
        return {}

    def background(self, master: Master) -> str:
        style = attribute(master.element, "draw:style-name")
        is_filled = self._property(style, "style:drawing-page-properties", "draw:fill") == "solid"
        found = self._property(style, "style:drawing-page-properties", "draw:fill-color") if is_filled else ""
        return found or WHITE

    def ink(self, master: Master, back: str) -> str:
        """That of the text, or what an automatic colour is on this background."""
        if not self.is_automatic(master):
            return self.text(f"{master.name}-outline1", "fo:color")
        return max(BLACK, WHITE, key=lambda each: contrast(each, back))

    def is_automatic(self, master: Master) -> bool:
        """Whether the program chooses the colour of texts, for what is behind them."""
        style = f"{master.name}-outline1"
        is_chosen = self.text(style, "style:use-window-font-color") == "true"
        return is_chosen or not self.text(style, "fo:color")

    def accent(self, master: Master, back: str, ink: str) -> str:
        """The first colour of its theme, of its shapes or of its titles that is seen on its pages."""
        themed = [
            attribute(each, "loext:color")
            for each in self.root.iter(name_of("loext:color"))
            if attribute(each, "loext:name") == "accent1"
        ]
        shapes = self._property("standard", "style:graphic-properties", "draw:fill-color")
        for colour in (*themed, shapes, self.text(f"{master.name}-title", "fo:color")):
            if len(colour) == len(WHITE) and contrast(colour, back) >= LEAST_CONTRAST:
                return colour
        return ink

    def _property(self, style: str, kind: str, name: str) -> str:
        for element in self._chain(style):
            for properties in element.findall(name_of(kind)):
                if attribute(properties, name):
                    return attribute(properties, name)
        return ""

    def _chain(self, style: str) -> Iterator[Any]:
        """The style, then those that it comes from, then what all come from."""
        seen: set[str] = set()
        while style in self.by_name and style not in seen:
            seen.add(style)
            yield self.by_name[style]
            style = attribute(self.by_name[style], "style:parent-style-name")
        if self.default is not None:
            yield self.default
