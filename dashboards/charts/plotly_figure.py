"""The same chart for Plotly: figures and texts only. The script takes colours from the stylesheet."""

from collections.abc import Sequence
from decimal import Decimal
from html import escape
from itertools import groupby
from typing import Any

from cpg.shared import french
from dashboards.charts.bars import TITLES
from dashboards.charts.course import Course, gap_course, value_course
from dashboards.charts.plotly_layout import GAP, MONTHS_AXIS, VALUE, layout
from dashboards.charts.points import (
    DECEMBER,
    ChartNote,
    Drawing,
    Slipped,
    TrendPoint,
    at_least,
    is_drawn,
    is_level,
    slips_by_month,
)
from dashboards.charts.scale import SHAPES
from indicators.domain.model import Aggregation, Definition

# `meta` names what a trace is; the script gives each its colour from the stylesheet.
REAL, GAPS, OBJECTIF, SEUIL, MONTHS = "reel", "ecart", "objectif", "seuil", "mois"
PROJECTION, FAN, NOTES, SLIPS = "projection", "nappe", "commentaires", "retards"
MARKS, REQUIRED = "marques", "rythme"
SYMBOLS = {
    "f-atteint": "circle",
    "f-entre": "diamond",
    "f-sous": "triangle-down",
    "f-incomplet": "square",
}


def figure(drawing: Drawing) -> dict[str, Any]:
    """A figure as plain JSON: the panels of the drawing under each other, of the same months and the same courses."""
    months, definition = drawing.months, drawing.definition
    spans = _spans(months, definition)
    traces: list[dict[str, Any]] = []
    for span in spans:
        traces.append(_targets(span, "seuil", SEUIL, "Seuil à date", definition))
        traces.append(
            _targets(span, "objectif", OBJECTIF, "Objectif à date", definition) | {"fill": "tonexty"}
        )
    course, gaps = value_course(drawing), gap_course(drawing)
    traces += _ahead(course, definition, VALUE)
    traces += [_values(span, definition) for span in spans]
    traces.append(_marks(course, VALUE))
    panels = {VALUE: course.title}
    if definition.aggregation.accumulates:
        if gaps.values:
            panels[GAP] = gaps.title
            traces += _ahead(gaps, definition, GAP)
            traces += [_gaps(span, gaps, definition) for span in spans]
            traces.append(_marks(gaps, GAP))
        panels[MONTHS_AXIS] = TITLES[definition.frequency]
        traces.append(_bars(months, definition))
        traces += _required(drawing)
    if drawing.notes:
        traces.append(_notes(drawing.notes))
    if drawing.slips:
        traces.append(_slips(drawing.slips))
    return {"data": traces, "layout": layout(drawing, panels, {VALUE: course, GAP: gaps})}


def _notes(notes: Sequence[ChartNote]) -> dict[str, Any]:
    return _trace(
        "Commentaires",
        NOTES,
        mode="markers",
        x=[note.month.first_day.isoformat() for note in notes],
        y=[_plain(note.value) for note in notes],
        # Plotly parses hover texts as markup, so texts that people typed are escaped.
        text=[escape(note.text) for note in notes],
        hovertemplate="%{text}<extra></extra>",
    )


def _slips(slips: Sequence[Slipped]) -> dict[str, Any]:
    by_month = slips_by_month(slips)
    return _trace(
        "Retards d’actions liées",
        SLIPS,
        mode="markers",
        yaxis="y2",
        x=[month.first_day.isoformat() for month, _ in by_month],
        y=[0.03 for _ in by_month],
        text=["<br>".join(escape(each.text) for each in listed) for _, listed in by_month],
        hovertemplate="%{text}<extra></extra>",
    )


def _spans(months: Sequence[TrendPoint], definition: Definition) -> list[list[TrendPoint]]:
    """Months that one line may connect: a year, since January starts again from zero, or all of a running total."""
    if definition.aggregation is Aggregation.CUMUL_CONTRAT:
        return [list(months)]
    return [list(span) for _, span in groupby(months, key=lambda each: each.month.year)]


def _trace(name: str, role: str, **columns: Any) -> dict[str, Any]:
    return {"name": name, "meta": role, "type": "scatter", "mode": "lines", **columns}


def _values(months: Sequence[TrendPoint], definition: Definition) -> dict[str, Any]:
    """The value to date; a month without a report breaks the line."""
    return _trace(
        "Valeur à date",
        REAL,
        connectgaps=definition.frequency.months > 1,
        x=[each.month.first_day.isoformat() for each in months],
        y=[_plain(each.value) if is_drawn(each, definition) else None for each in months],
        text=[hover(each, definition) if is_drawn(each, definition) else "" for each in months],
        hovertemplate="%{text}<extra></extra>",
        line=_shape(definition),
    )


def _shape(definition: Definition) -> dict[str, str]:
    """A level goes on to the next month."""
    return {"shape": "hv" if is_level(definition) else "linear"}


def hover(month: TrendPoint, definition: Definition) -> str:
    """`à date : 3 796 ; requis 3 093,58`: the value to date and its objectif to date. The month is above it."""
    if month.value is None:
        return ""
    said = f"à date{french.NO_BREAK}: {at_least(_with_unit(month.value, definition), month)}"
    if month.objectif is None:
        return said
    return f"{said}{french.NARROW}; requis {_with_unit(month.objectif, definition)}"


def _with_unit(value: Decimal, definition: Definition) -> str:
    return french.amount(value, definition.unit)


def _targets(
    months: Sequence[TrendPoint], level: str, role: str, name: str, definition: Definition
) -> dict[str, Any]:
    return _trace(
        name,
        role,
        x=[each.month.first_day.isoformat() for each in months],
        y=[_plain(getattr(each, level)) for each in months],
        hoverinfo="skip",
        line=_shape(definition),
    )


def _bars(months: Sequence[TrendPoint], definition: Definition) -> dict[str, Any]:
    return {
        "name": "Valeur du mois",
        "meta": MONTHS,
        "yaxis": MONTHS_AXIS,
        "type": "bar",
        "x": [each.month.first_day.isoformat() for each in months],
        "y": [_plain(each.amount) if each.is_reported else None for each in months],
        "text": [_with_unit(each.amount, definition) if each.amount is not None else "" for each in months],
        "textposition": "none",
        "hovertemplate": f"du mois{french.NO_BREAK}: %{{text}}<extra></extra>",
    }


def _gaps(months: Sequence[TrendPoint], course: Course, definition: Definition) -> dict[str, Any]:
    values = {point.month: value for point, value in course.values}
    return _trace(
        course.title,
        GAPS,
        yaxis=GAP,
        connectgaps=definition.frequency.months > 1,
        x=[each.month.first_day.isoformat() for each in months],
        y=[_plain(values.get(each.month)) for each in months],
        text=[course.written(each, values[each.month]) if each.month in values else "" for each in months],
        hovertemplate=f"écart{french.NO_BREAK}: %{{text}}<extra></extra>",
    )


def _marks(course: Course, axis: str) -> dict[str, Any]:
    """The status at the end of each year, by shape and colour; `customdata` names the colour."""
    ends = [
        (point, value, *SHAPES[point.status])
        for point, value in course.last_of_years
        if point.status in SHAPES
    ]
    return _trace(
        "Statut",
        MARKS,
        mode="markers",
        yaxis=axis,
        x=[point.month.first_day.isoformat() for point, _, _, _ in ends],
        y=[_plain(value) for _, value, _, _ in ends],
        marker={"symbol": [SYMBOLS[shape] for _, _, shape, _ in ends]},
        customdata=[tone for _, _, _, tone in ends],
        hoverinfo="skip",
    )


def _ahead(course: Course, definition: Definition, axis: str) -> list[dict[str, Any]]:
    """The fan, then the way through its middle; nothing without a projection."""
    if not course.ahead:
        return []
    start, projection = course.ahead
    traces = []
    if edges := course.fan():
        low, high = ([value for _, value in edge] for edge in edges)
        names = [f"{start.month.year}-{number:02}-01" for number, _ in edges[0]]
        traces.append(
            _trace(
                "Fin d’année, quatre fois sur cinq",
                FAN,
                yaxis=axis,
                x=[*names, *reversed(names)],
                y=[*high, *reversed(low)],
                fill="toself",
                hoverinfo="skip",
            )
        )
    projected = f"projeté en décembre{french.NO_BREAK}: {course.text(projection)}"
    traces.append(
        _trace(
            "Projection à décembre",
            PROJECTION,
            mode="lines+markers",
            yaxis=axis,
            x=[start.month.first_day.isoformat(), f"{start.month.year}-12-01"],
            y=[_plain(start.value), _plain(projection)],
            text=["", projected],
            hovertemplate="%{text}<extra></extra>",
            marker={"size": [0, 8]},
        )
    )
    return traces


def _required(drawing: Drawing) -> list[dict[str, Any]]:
    last = max((each.month for each in drawing.months if each.value is not None), default=None)
    if drawing.required is None or last is None or last.number == DECEMBER:
        return []
    return [
        _trace(
            "Rythme requis",
            REQUIRED,
            yaxis=MONTHS_AXIS,
            x=[last.first_day.isoformat(), f"{last.year}-12-01"],
            y=[_plain(drawing.required.a_period)] * 2,
            hoverinfo="skip",
        )
    ]


def _plain(value: Decimal | None) -> float | None:
    """A coordinate for the browser; the texts beside it carry the exact figure."""
    return None if value is None else float(value)
