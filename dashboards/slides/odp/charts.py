"""Native charts: a document of its own inside the presentation, with the table of its numbers."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from dashboards.slides.deck import ChartLine, LineChart, Stroke
from dashboards.slides.fitting import Placed, small
from dashboards.slides.odp.lengths import millimetres, place, points
from dashboards.slides.odp.sheet import Sheet
from dashboards.slides.odp.template import FONTS, font_name
from dashboards.slides.odp.xml import VERSION, tag, written

# A day of a table is counted from this one.
FIRST_DAY = date(1899, 12, 30)
FAINT = "25%"
# The width of each line in tenths of a point, whether it is in the ink, and its dashes.
LINES = {
    Stroke.REAL: (25, True, ""),
    Stroke.CONSTANT: (12, False, "Tirets"),
    Stroke.AIM: (20, False, ""),
    Stroke.FLOOR: (12, False, "Points"),
}
MARKS = {Stroke.AHEAD: "circle", Stroke.BOUND: "horizontal-bar"}
DASHES = {"Tirets": ("1.5mm", "1mm"), "Points": ("0.5mm", "0.7mm")}
# In tenths of a millimetre.
REAL_MARK, MARK = 12, 22
PLOT = {
    "chart:symbol-type": "none",
    "chart:treat-empty-cells": "leave-gap",
    "chart:include-hidden-cells": "false",
}
AXIS = {
    "chart:display-label": "true",
    "chart:logarithmic": "false",
    "chart:link-data-style-to-source": "false",
}
LABEL = {
    "chart:data-label-number": "value",
    "chart:link-data-style-to-source": "false",
}
# Days have no place of their own: a mark and a name for each year.
SCALE = {
    "chart:base-time-unit": "days",
    "chart:major-interval-value": "1",
    "chart:major-interval-unit": "years",
}
MONTHS = {
    "chart:dimension": "x",
    "chart:name": "primary-x",
    "chart:style-name": "months",
    "chartooo:axis-type": "date",
}
VALUES = {"chart:dimension": "y", "chart:name": "primary-y", "chart:style-name": "values"}
GRID = {"chart:style-name": "grid", "chart:class": "major"}
IN_FRENCH = {"number:language": "fr", "number:country": "FR"}


def chart_frame(placed: Placed, chart: LineChart, name: str, rank: int) -> Any:
    link = {"xlink:type": "simple", "xlink:show": "embed", "xlink:actuate": "onLoad"}
    return tag(
        "draw:frame",
        {"draw:layer": "layout", "draw:name": name, **place(placed.box)},
        tag("draw:object", {"xlink:href": f"./{folder(rank)}", **link}),
        tag("svg:title", {}, name),
        tag("svg:desc", {}, f"{chart.name}. {chart.alternative}"),
    )


def folder(rank: int) -> str:
    return f"Object {rank}"


def chart_parts(sheet: Sheet, placed: Placed, chart: LineChart, rank: int) -> dict[str, bytes]:
    """The files of the chart inside the presentation."""
    return {
        f"{folder(rank)}/content.xml": written(_content(sheet, placed, chart)),
        f"{folder(rank)}/styles.xml": written(_styles()),
    }


def _styles() -> Any:
    rect = {"draw:style": "rect", "draw:dots1": "1"}
    dashes = [
        tag(
            "draw:stroke-dash", {"draw:name": name, **rect, "draw:dots1-length": length, "draw:distance": gap}
        )
        for name, (length, gap) in DASHES.items()
    ]
    return tag("office:document-styles", {"office:version": VERSION}, tag("office:styles", {}, *dashes))


def _content(sheet: Sheet, placed: Placed, chart: LineChart) -> Any:
    return tag(
        "office:document-content",
        {"office:version": VERSION},
        tag("office:automatic-styles", {}, *_formats(chart), *_dressed(sheet, placed, chart)),
        tag("office:body", {}, tag("office:chart", {}, _chart(placed, chart))),
    )


def _formats(chart: LineChart) -> Iterator[Any]:
    number = {"number:min-integer-digits": "1", "number:grouping": "true"}
    exact = {
        **number,
        "number:decimal-places": str(chart.decimals),
        "number:min-decimal-places": str(chart.decimals),
    }
    axis = {**number, "number:decimal-places": "2", "number:min-decimal-places": "0"}
    for name, attributes in (("exact", exact), ("axis", axis)):
        yield tag("number:number-style", {"style:name": name, **IN_FRENCH}, tag("number:number", attributes))
    year = tag("number:year", {"number:style": "long"})
    yield tag("number:date-style", {"style:name": "year", **IN_FRENCH}, year)


def _dressed(sheet: Sheet, placed: Placed, chart: LineChart) -> Iterator[Any]:
    """The styles of the parts of the chart, by their names."""
    ink = sheet.template.ink
    text, strong = (_writing(sheet, small(placed.size), is_strong=each) for each in (False, True))
    none = {"draw:stroke": "none", "draw:fill": "none"}
    least = {} if chart.least is None else {"chart:minimum": str(chart.least)}
    line = {"draw:stroke": "solid", "svg:stroke-width": "0.5pt", "svg:stroke-color": ink}
    yield _style("all", {}, none)
    yield _style("legend", {}, none, text)
    yield _style("plot", PLOT, none)
    yield _style("months", {**AXIS, "chart:axis-label-position": "outside-start"}, line, text, "year")
    yield _style("values", {**AXIS, **least}, {"draw:stroke": "none"}, text, "axis")
    yield _style("grid", {}, {**line, "svg:stroke-opacity": FAINT})
    beside = {"chart:label-position": "right" if chart.climbs else "top"}
    yield _style("label", {**LABEL, **beside, **_mark("circle", REAL_MARK)}, {}, strong, "exact")
    for rank, each in enumerate(chart.lines):
        yield _style(f"line{rank}", *_drawn(sheet, each), data="exact")


def _writing(sheet: Sheet, size: int, *, is_strong: bool) -> dict[str, str]:
    """A font by its family: the fonts that the presentation declares are not known inside a chart."""
    found = sheet.writing(size, is_strong=is_strong)
    family = font_name(sheet.template.font)
    kept = {name: value for name, value in found.items() if name not in FONTS}
    return {**kept, **({"fo:font-family": family} if family else {})}


def _drawn(sheet: Sheet, line: ChartLine) -> tuple[dict[str, str], dict[str, str]]:
    ink, accent = sheet.template.ink, sheet.template.accent
    if line.stroke in MARKS:
        mark = _mark(MARKS[line.stroke], MARK)
        return mark, {"draw:stroke": "none", "draw:fill-color": ink, "svg:stroke-color": ink}
    width, is_ink, dashes = LINES[line.stroke]
    colour = ink if is_ink else accent
    graphic = {"svg:stroke-width": points(width), "svg:stroke-color": colour, "draw:fill-color": colour}
    stroke = {"draw:stroke": "dash", "draw:stroke-dash": dashes} if dashes else {"draw:stroke": "solid"}
    mark = _mark("circle", REAL_MARK) if line.stroke is Stroke.REAL else {"chart:symbol-type": "none"}
    return mark, {**stroke, **graphic}


def _mark(name: str, tenths: int) -> dict[str, str]:
    size = f"{tenths // 10}.{tenths % 10}mm"
    return {
        "chart:symbol-type": "named-symbol",
        "chart:symbol-name": name,
        "chart:symbol-width": size,
        "chart:symbol-height": size,
    }


def _style(
    name: str,
    chart: dict[str, str],
    graphic: dict[str, str],
    text: dict[str, str] | None = None,
    data: str = "",
) -> Any:
    attributes = {"style:name": name, "style:family": "chart"}
    if data:
        attributes["style:data-style-name"] = data
    parts = (("chart", chart), ("graphic", graphic), ("text", text or {}))
    return tag(
        "style:style", attributes, *(tag(f"style:{kind}-properties", each) for kind, each in parts if each)
    )


def _chart(placed: Placed, chart: LineChart) -> Any:
    last = len(chart.days) + 1
    series = [_series(each, rank, last) for rank, each in enumerate(chart.lines)]
    named = tag("chart:categories", {"table:cell-range-address": _range("A", 2, last)})
    axes = (
        tag("chart:axis", MONTHS, tag("chartooo:date-scale", SCALE), named),
        tag("chart:axis", VALUES, tag("chart:grid", GRID)),
    )
    whole = {
        "chart:style-name": "plot",
        "table:cell-range-address": f"local-table.$A$1:.${_letter(len(chart.lines))}${last}",
        "chart:data-source-has-labels": "both",
    }
    legend = {"chart:legend-position": "bottom", "chart:legend-align": "center", "chart:style-name": "legend"}
    return tag(
        "chart:chart",
        {
            "svg:width": millimetres(placed.box.width), "svg:height": millimetres(placed.box.height),
            "xlink:href": "..", "xlink:type": "simple", "chart:class": "chart:line", "chart:style-name": "all",
        },
        tag("chart:legend", legend) if len(chart.lines) > 1 else None,
        tag("chart:plot-area", whole, *axes, *series, tag("chart:wall", {"chart:style-name": "all"})),
        _table(chart),
    )  # fmt: skip


def _series(line: ChartLine, rank: int, last: int) -> Any:
    letter = _letter(rank + 1)
    attributes = {
        "chart:style-name": f"line{rank}",
        "chart:values-cell-range-address": _range(letter, 2, last),
        "chart:label-cell-address": f"local-table.${letter}$1",
        "chart:class": "chart:line",
    }
    return tag("chart:series", attributes, *_points(line))


def _points(line: ChartLine) -> Iterator[Any]:
    """The last number of what was measured is written beside its point."""
    numbered = [rank for rank, value in enumerate(line.values) if value is not None]
    if line.stroke is not Stroke.REAL or not numbered:
        yield tag("chart:data-point", {"chart:repeated": str(len(line.values))})
        return
    before, after = numbered[-1], len(line.values) - numbered[-1] - 1
    if before:
        yield tag("chart:data-point", {"chart:repeated": str(before)})
    yield tag("chart:data-point", {"chart:style-name": "label"})
    if after:
        yield tag("chart:data-point", {"chart:repeated": str(after)})


def _table(chart: LineChart) -> Any:
    heads = [tag("table:table-cell", {}, tag("text:p")), *(_named(each.name) for each in chart.lines)]
    rows = [
        tag("table:table-row", {}, _day(day), *(_number(each.values[rank]) for each in chart.lines))
        for rank, day in enumerate(chart.days)
    ]
    many = {"table:number-columns-repeated": str(len(chart.lines))}
    return tag(
        "table:table",
        {"table:name": "local-table"},
        tag("table:table-header-columns", {}, tag("table:table-column")),
        tag("table:table-columns", {}, tag("table:table-column", many)),
        tag("table:table-header-rows", {}, tag("table:table-row", {}, *heads)),
        tag("table:table-rows", {}, *rows),
    )


def _day(day: date) -> Any:
    return _number(Decimal((day - FIRST_DAY).days))


def _named(text: str) -> Any:
    return tag("table:table-cell", {"office:value-type": "string"}, tag("text:p", {}, text))


def _number(value: Decimal | None) -> Any:
    """No number is written as such: an empty cell would be read as zero."""
    text = "NaN" if value is None else f"{value:f}"
    attributes = {"office:value-type": "float", "office:value": text}
    return tag("table:table-cell", attributes, tag("text:p", {}, text))


def _range(letter: str, first: int, last: int) -> str:
    return f"local-table.${letter}${first}:.${letter}${last}"


def _letter(rank: int) -> str:
    return chr(ord("A") + rank)
