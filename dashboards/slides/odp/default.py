"""The template of who has none: sober, as the screens, its fonts and colours in named styles."""

from collections.abc import Iterator
from functools import cache
from typing import Any

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
from dashboards.slides.odp.lengths import millimetres, place
from dashboards.slides.odp.package import packed
from dashboards.slides.odp.xml import VERSION, tag, written

COVER, CONTENT = "Couverture", "Contenu"
INK, SOFT, ACCENT, BACK = (f"#{COLOURS[name].lower()}" for name in ("dk1", "dk2", "accent1", "lt1"))
PADDED = {"fo:padding": "0mm", "draw:stroke": "none", "draw:fill": "none", "draw:auto-grow-height": "false"}


@cache
def default_template() -> bytes:
    styles = tag(
        "office:document-styles",
        {"office:version": VERSION},
        tag("office:font-face-decls", {}, *map(_face, (TITLE_FONT, BODY_FONT))),
        tag("office:styles", {}, *_named()),
        tag("office:automatic-styles", {}, _layout(), _page(), *_feet()),
        tag("office:master-styles", {}, *_masters()),
    )
    return packed({"styles.xml": written(styles)}, ())


def _face(font: str) -> Any:
    return tag("style:font-face", {"style:name": font, "svg:font-family": font})


def _layout() -> Any:
    size = {"fo:page-width": millimetres(WIDTH), "fo:page-height": millimetres(HEIGHT)}
    margins = {f"fo:margin-{side}": "0mm" for side in ("top", "bottom", "left", "right")}
    properties = tag(
        "style:page-layout-properties", {**size, **margins, "style:print-orientation": "landscape"}
    )
    return tag("style:page-layout", {"style:name": "Ecran"}, properties)


def _page() -> Any:
    filled = tag("style:drawing-page-properties", {"draw:fill": "solid", "draw:fill-color": BACK})
    return tag("style:style", {"style:name": "Fond", "style:family": "drawing-page"}, filled)


def _named() -> Iterator[Any]:
    language = {"fo:language": "fr", "fo:country": "FR"}
    base = {"style:font-name": BODY_FONT, "fo:font-size": "14pt", "fo:color": INK, **language}
    yield tag("style:default-style", {"style:family": "graphic"}, tag("style:text-properties", base))
    yield _style("standard", "graphic", {"draw:fill-color": ACCENT, "draw:stroke": "none"}, base)
    yield _style(
        "Filet", "graphic", {"draw:fill": "solid", "draw:fill-color": ACCENT, "draw:stroke": "none"}, {}
    )
    for master in (COVER, CONTENT):
        size = "40pt" if master == COVER else "26pt"
        title = {**base, "style:font-name": TITLE_FONT, "fo:font-size": size}
        for kind, text, anchor in (
            ("title", title, "bottom"),
            ("subtitle", {**base, "fo:font-size": "20pt", "fo:color": SOFT}, "top"),
            ("outline1", {**base, "fo:font-size": "18pt"}, "top"),
            ("notes", {**base, "fo:font-size": "12pt"}, "top"),
            ("backgroundobjects", {**base, "fo:font-size": "12pt", "fo:color": SOFT}, "middle"),
        ):
            graphic = {**PADDED, "draw:textarea-vertical-align": anchor}
            yield _style(f"{master}-{kind}", "presentation", graphic, text)


def _feet() -> Iterator[Any]:
    """Those of what stands on every page: programs look for them beside the pages."""
    for master in (COVER, CONTENT):
        for kind, align in (("footer", "start"), ("page-number", "end")):
            name = {"style:name": f"{master}-{kind}", "style:family": "presentation"}
            parent = {"style:parent-style-name": f"{master}-backgroundobjects"}
            aligned = tag("style:paragraph-properties", {"fo:text-align": align})
            yield tag("style:style", {**name, **parent}, tag("style:graphic-properties", PADDED), aligned)


def _style(name: str, family: str, graphic: dict[str, str], text: dict[str, str]) -> Any:
    return tag(
        "style:style",
        {"style:name": name, "style:family": family},
        tag("style:graphic-properties", graphic),
        tag("style:text-properties", text) if text else None,
    )


def _masters() -> Iterator[Any]:
    places = {
        COVER: (("title", COVER_TITLE), ("subtitle", COVER_LINES)),
        CONTENT: (("title", TITLE), ("outline", BODY)),
    }
    rules = {COVER: COVER_RULE, CONTENT: TITLE_RULE}
    for master, found in places.items():
        frames = [_frame(master, kind, box) for kind, box in found]
        foot = _foot(master, "footer", FOOT, tag("presentation:footer"))
        number = _foot(master, "page-number", NUMBER, tag("text:page-number", {}, "1"))
        rule = tag(
            "draw:rect",
            {"draw:style-name": "Filet", "draw:layer": "backgroundobjects", **place(rules[master])},
        )
        attributes = {"style:name": master, "style:page-layout-name": "Ecran", "draw:style-name": "Fond"}
        yield tag("style:master-page", attributes, rule, *frames, foot, number)


def _frame(master: str, kind: str, box: Box) -> Any:
    style = f"{master}-{'outline1' if kind == 'outline' else kind}"
    attributes = {
        "presentation:style-name": style,
        "draw:layer": "backgroundobjects",
        "presentation:class": kind,
        "presentation:placeholder": "true",
        **place(box),
    }
    return tag("draw:frame", attributes, tag("draw:text-box"))


def _foot(master: str, kind: str, box: Box, field: Any) -> Any:
    attributes = {
        "presentation:style-name": f"{master}-{kind}",
        "draw:layer": "backgroundobjects",
        "presentation:class": kind,
        **place(box),
    }
    return tag("draw:frame", attributes, tag("draw:text-box", {}, tag("text:p", {}, field)))
