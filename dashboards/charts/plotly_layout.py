"""The axes of the chart for Plotly: one panel above the other, the same months in all, names written on them."""

from collections.abc import Iterator, Mapping
from typing import Any

from cpg.shared import french
from dashboards.charts.course import Course
from dashboards.charts.points import DECEMBER, Drawing
from indicators.domain.model import Definition

# `y2` is that of marks without a value, at the foot of the values whatever their scale.
VALUE, FOOT, GAP, MONTHS_AXIS = "y", "y2", "y3", "y4"
# From top to bottom, how high each panel is beside the others; above each, a part of the whole for its title.
SHARES = {GAP: 28, VALUE: 40, MONTHS_AXIS: 20}
SPACE = 0.08
# In pixels: the projection, the high end, the low end.
SHIFTS = (0, 14, -14)


def layout(drawing: Drawing, panels: Mapping[str, str], courses: Mapping[str, Course]) -> dict[str, Any]:
    """Only the Januaries of the contract are named on the axis. `panels` are the titles by axis."""
    months, definition = drawing.months, drawing.definition
    first, last = months[0].month, months[-1].month
    domains = _domains([axis for axis in SHARES if axis in panels])
    foot = min(domains, key=lambda axis: domains[axis][0])
    return {
        "margin": {"l": 64, "r": 84, "t": 8, "b": 32},
        "showlegend": False,
        "hovermode": "x unified",
        "hoversubplots": "axis",
        "barmode": "overlay",
        "dragmode": False,
        "separators": f",{french.NARROW}",
        "shapes": [
            {
                "type": "line", "xref": "x", "yref": "paper", "y0": domains[VALUE][0], "y1": domains[VALUE][1],
                "x0": month.first_day.isoformat(), "x1": month.first_day.isoformat(),
            }
            for month, _ in drawing.turns
        ],
        "annotations": [
            *({
                "x": month.first_day.isoformat(), "xref": "x", "y": domains[VALUE][1], "yref": "paper", "text": label,
                "showarrow": False, "xanchor": "left", "yanchor": "top",
            } for month, label in drawing.turns),
            *(_title(title, domains[axis][1]) for axis, title in panels.items()),
            *(label for axis, course in courses.items() if axis in panels for label in _december(axis, course)),
        ],
        "xaxis": {
            "type": "date", "fixedrange": True, "showgrid": False, "tickformat": "%Y", "hoverformat": "%B %Y",
            "range": [first.plus(-1).last_day.replace(day=15).isoformat(), last.last_day.isoformat()],
            "tickmode": "array", "tickvals": [f"{year}-01-01" for year in range(first.year, last.year + 1)],
            "anchor": foot,
        },
        **{f"yaxis{axis[1:]}": _axis(axis, definition, domains[axis]) for axis in domains},
        "yaxis2": {
            "overlaying": "y", "range": [0, 1], "fixedrange": True, "visible": False, "anchor": "x",
        },
    }  # fmt: skip


def _axis(axis: str, definition: Definition, domain: tuple[float, float]) -> dict[str, Any]:
    zero = {"rangemode": "tozero"} if definition.aggregation.accumulates else {}
    line = {"zeroline": True, "zerolinewidth": 2} if axis == GAP else {"zeroline": False}
    suffix = f"{french.NO_BREAK}%" if definition.unit == "%" else ""
    return {
        "fixedrange": True, "ticksuffix": suffix, "nticks": 3 if axis == MONTHS_AXIS else 5, "tickformat": ",.4~f",
        "domain": list(domain), "anchor": "x", **zero, **line,
    }  # fmt: skip


def _domains(axes: list[str]) -> dict[str, tuple[float, float]]:
    """Each panel's place between 0 and 1, from the top, below the line of its title."""
    one = (1 - SPACE * len(axes)) / sum(SHARES[axis] for axis in axes)
    found, top = {}, 1.0
    for axis in axes:
        low = top - SPACE - SHARES[axis] * one
        found[axis] = (abs(round(low, 4)), round(top - SPACE, 4))
        top = low
    return found


def _title(title: str, top: float) -> dict[str, Any]:
    return {
        "x": 0, "xref": "paper", "y": top, "yref": "paper", "text": title, "showarrow": False,
        "font": {"weight": 650},
        "xanchor": "left", "yanchor": "bottom", "yshift": 4,
    }  # fmt: skip


def _december(axis: str, course: Course) -> Iterator[dict[str, Any]]:
    """The projection between both ends of its interval, to the right of December, a line apart."""
    if not course.ahead:
        return
    for rank, (_, text) in enumerate(course.december()):
        yield {
            "x": f"{course.ahead[0].month.year}-{DECEMBER}-01", "xref": "x", "y": float(course.ahead[1]),
            "yref": axis, "text": text, "showarrow": False, "align": "left", "xanchor": "left", "yanchor": "middle",
            "xshift": 9, "yshift": SHIFTS[rank], "font": {"weight": 400 if rank else 650},
        }  # fmt: skip
