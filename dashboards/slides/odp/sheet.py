"""The styles that a document asks for, each once: sizes and places, and the font and colours of the template."""

from collections.abc import Mapping
from typing import Any

from dashboards.slides.odp.lengths import millimetres, points
from dashboards.slides.odp.template import OdpTemplate
from dashboards.slides.odp.xml import tag

FRENCH = {"fo:language": "fr", "fo:country": "FR"}
HALF_POINT, POINT_AND_A_HALF = "0.5pt", "1.5pt"
type Properties = tuple[tuple[str, Mapping[str, str]], ...]


class Sheet:
    def __init__(self, template: OdpTemplate) -> None:
        self.template = template
        self.elements: list[Any] = []
        self._names: dict[Any, str] = {}

    def style(self, family: str, properties: Properties, parent: str = "", **more: str) -> str:
        """The name of the style of these properties."""
        key = (
            family,
            parent,
            tuple((kind, tuple(each.items())) for kind, each in properties),
            tuple(more.items()),
        )
        if key not in self._names:
            name = self._names[key] = f"{family[:2]}{len(self._names) + 1}"
            attributes = {"style:name": name, "style:family": family}
            if parent in self.template.styles:
                attributes["style:parent-style-name"] = parent
            children = [tag(f"style:{kind}-properties", each) for kind, each in properties]
            self.elements.append(tag("style:style", attributes, *children))
        return self._names[key]

    def text(self, size: int, *, is_strong: bool = False) -> str:
        return self.style("text", (("text", self.writing(size, is_strong=is_strong)),))

    def writing(self, size: int, *, is_strong: bool = False) -> dict[str, str]:
        weight = {"fo:font-weight": "bold"} if is_strong else {}
        template = self.template
        automatic = {"style:use-window-font-color": "true"}
        colour = automatic if template.is_automatic else {"fo:color": template.ink}
        return {**template.font, **colour, "fo:font-size": points(size), **weight, **FRENCH}

    def paragraph(self, *, is_end: bool = False, after: int = 0) -> str:
        align = {"fo:text-align": "end" if is_end else "start"}
        return self.style("paragraph", (("paragraph", {**align, "fo:margin-bottom": millimetres(after)}),))

    def box(self) -> str:
        """A frame of text without margins."""
        graphic = {
            "draw:stroke": "none", "draw:fill": "none", "draw:auto-grow-height": "false",
            "draw:textarea-vertical-align": "top", "fo:wrap-option": "wrap", "fo:padding": "0mm",
        }  # fmt: skip
        return self.style("graphic", (("graphic", graphic),), parent="standard")

    def cell(self, *, is_head: bool, padding: tuple[int, int]) -> str:
        side, top = map(millimetres, padding)
        graphic = {
            "draw:fill": "none", "draw:textarea-vertical-align": "bottom" if is_head else "top",
            "fo:padding-left": side, "fo:padding-right": side, "fo:padding-top": top, "fo:padding-bottom": top,
        }  # fmt: skip
        rule = f"{POINT_AND_A_HALF if is_head else HALF_POINT} solid {self.template.ink}"
        borders = {f"fo:border-{side}": "none" for side in ("top", "left", "right")} | {
            "fo:border-bottom": rule
        }
        return self.style("table-cell", (("graphic", graphic), ("paragraph", borders)))

    def column(self, width: int) -> str:
        return self.style("table-column", (("table-column", {"style:column-width": millimetres(width)}),))

    def row(self, height: int) -> str:
        properties = {"style:row-height": millimetres(height), "style:use-optimal-row-height": "false"}
        return self.style("table-row", (("table-row", properties),))

    def page(self) -> str:
        shown = {
            "presentation:background-visible": "true",
            "presentation:background-objects-visible": "true",
            "presentation:display-footer": "true",
            "presentation:display-page-number": "true",
            "presentation:display-date-time": "false",
        }
        return self.style("drawing-page", (("drawing-page", shown),))

    def place(self, master: str, kind: str, size: int | None = None) -> str:
        """A text in a place of the template, in its style; `size` where that of the template is too large."""
        own = {**({} if size is None else {"fo:font-size": points(size)}), **FRENCH}
        return self.style("presentation", (("text", own),), parent=f"{master}-{kind}")
