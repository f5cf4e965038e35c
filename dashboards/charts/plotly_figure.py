"""The same chart for Plotly: figures and texts only. The script takes colours from the stylesheet."""

from collections.abc import Sequence
from decimal import Decimal
from html import escape
from itertools import groupby
from typing import Any

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.charts.points import (
    ChartNote,
    Drawing,
    Start,
    TrendPoint,
    ends,
    is_drawn,
    opening,
    texts_by_month,
)
from indicators.domain.model import Aggregation, Definition, Estimate

# `meta` names what a trace is; the script gives each its colour from the stylesheet.
REAL, OBJECTIF, SEUIL, MONTHS = "reel", "objectif", "seuil", "mois"
PROJECTION, FAN, NOTES, SLIPS = "projection", "nappe", "commentaires", "retards"


def figure(drawing: Drawing) -> dict[str, Any]:
    """A figure as plain JSON, with traces of months, value to date, seuil and objectif, projection, comments and slips;
    an avenant is a vertical line.
    """
    months, definition = drawing.months, drawing.definition
    spans = _spans(months, definition)
    traces: list[dict[str, Any]] = []
    for span in spans:
        traces.append(_targets(span, "seuil", SEUIL, "Seuil à date"))
        traces.append(_targets(span, "objectif", OBJECTIF, "Objectif à date") | {"fill": "tonexty"})
    if definition.aggregation.accumulates:
        traces.append(_bars(months, definition))
    traces += [_values(span, definition) for span in spans]
    if drawing.start is not None and drawing.projection is not None:
        traces += _fan(drawing.start, drawing.projection, drawing.estimate)
        traces.append(_projection(drawing.start, definition, drawing.projection))
    if drawing.notes:
        traces.append(_notes(drawing.notes))
    if drawing.slips:
        traces.append(_slips(drawing.slips))
    return {"data": _once_in_the_legend(traces), "layout": _layout(drawing)}


def _layout(drawing: Drawing) -> dict[str, Any]:
    """Only the Januaries of the contract are named on the axis; the legend is above, where nothing else is."""
    months, definition = drawing.months, drawing.definition
    first, last = months[0].month, months[-1].month
    zero = {"rangemode": "tozero"} if definition.aggregation.accumulates else {}
    return {
        "margin": {"l": 64, "r": 24, "t": 8, "b": 32},
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": 1.03, "yanchor": "bottom"},
        "hovermode": "x unified",
        "barmode": "overlay",
        "dragmode": False,
        "separators": f",{french.NARROW}",
        "shapes": [
            {
                "type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1,
                "x0": month.first_day.isoformat(), "x1": month.first_day.isoformat(),
            }
            for month, _ in drawing.turns
        ],
        "annotations": [
            {
                "x": month.first_day.isoformat(), "xref": "x", "y": 1, "yref": "paper", "text": label,
                "showarrow": False, "xanchor": "left", "yanchor": "top",
            }
            for month, label in drawing.turns
        ],
        "xaxis": {
            "type": "date", "fixedrange": True, "showgrid": False, "tickformat": "%Y", "hoverformat": "%B %Y",
            "range": [first.plus(-1).last_day.replace(day=15).isoformat(), last.last_day.isoformat()],
            "tickmode": "array", "tickvals": [f"{year}-01-01" for year in range(first.year, last.year + 1)],
        },
        "yaxis": {
            "fixedrange": True, "ticksuffix": _suffix(definition), "nticks": 6, "tickformat": ",.4~f", **zero,
        },
        # Marks without a value are at the foot, whatever the scale.
        "yaxis2": {"overlaying": "y", "range": [0, 1], "fixedrange": True, "visible": False},
    }  # fmt: skip


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


def _slips(slips: Sequence[tuple[Month, str]]) -> dict[str, Any]:
    by_month = texts_by_month(slips)
    return _trace(
        "Retards d’actions liées",
        SLIPS,
        mode="markers",
        yaxis="y2",
        x=[month.first_day.isoformat() for month, _ in by_month],
        y=[0.03 for _ in by_month],
        text=["<br>".join(map(escape, said)) for _, said in by_month],
        hovertemplate="%{text}<extra></extra>",
    )


def _spans(months: Sequence[TrendPoint], definition: Definition) -> list[list[TrendPoint]]:
    """Months that one line may connect: a year, since January starts again from zero, or all of a running total."""
    if definition.aggregation is Aggregation.CUMUL_CONTRAT:
        return [list(months)]
    return [list(span) for _, span in groupby(months, key=lambda each: each.month.year)]


def _once_in_the_legend(traces: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The traces of one role share a line of the legend."""
    named: set[str] = set()
    told = []
    for trace in traces:
        told.append(trace | {"legendgroup": trace["meta"], "showlegend": trace["meta"] not in named})
        named.add(trace["meta"])
    return told


def _suffix(definition: Definition) -> str:
    return f"{french.NO_BREAK}%" if definition.unit == "%" else ""


def _trace(name: str, role: str, **columns: Any) -> dict[str, Any]:
    return {"name": name, "meta": role, "type": "scatter", "mode": "lines", **columns}


def _values(months: Sequence[TrendPoint], definition: Definition) -> dict[str, Any]:
    """The value to date; a month without a report breaks the line."""
    return _trace(
        "Valeur à date",
        REAL,
        mode="lines+markers",
        connectgaps=definition.frequency.months > 1,
        x=[each.month.first_day.isoformat() for each in months],
        y=[_plain(each.value) if is_drawn(each, definition) else None for each in months],
        text=[hover(each, definition) if is_drawn(each, definition) else "" for each in months],
        hovertemplate="%{text}<extra></extra>",
    )


def hover(month: TrendPoint, definition: Definition) -> str:
    """`à date : 3 796 ; requis 3 093,58`: the value to date and its objectif to date. The month is above it."""
    if month.value is None:
        return ""
    said = f"à date{french.NO_BREAK}: {_with_unit(month.value, definition)}"
    if month.objectif is None:
        return said
    return f"{said}{french.NARROW}; requis {_with_unit(month.objectif, definition)}"


def _with_unit(value: Decimal, definition: Definition) -> str:
    return french.with_short_unit(french.trimmed(value), definition.unit)


def _targets(months: Sequence[TrendPoint], level: str, role: str, name: str) -> dict[str, Any]:
    return _trace(
        name,
        role,
        x=[each.month.first_day.isoformat() for each in months],
        y=[_plain(getattr(each, level)) for each in months],
        hoverinfo="skip",
        line={"shape": "hv"},
    )


def _bars(months: Sequence[TrendPoint], definition: Definition) -> dict[str, Any]:
    return {
        "name": "Valeur du mois",
        "meta": MONTHS,
        "type": "bar",
        "x": [each.month.first_day.isoformat() for each in months],
        "y": [_plain(each.amount) if each.is_reported else None for each in months],
        "text": [_with_unit(each.amount, definition) if each.amount is not None else "" for each in months],
        "textposition": "none",
        "hovertemplate": f"du mois{french.NO_BREAK}: %{{text}}<extra></extra>",
    }


def _projection(start: Start, definition: Definition, projection: Decimal) -> dict[str, Any]:
    return _trace(
        "Projection à décembre",
        PROJECTION,
        mode="lines+markers",
        x=[start.month.first_day.isoformat(), f"{start.month.year}-12-01"],
        y=[_plain(start.value), _plain(projection)],
        text=["", f"projeté en décembre{french.NO_BREAK}: {_with_unit(projection, definition)}"],
        hovertemplate="%{text}<extra></extra>",
    )


def _fan(start: Start, projection: Decimal, estimate: Estimate | None) -> list[dict[str, Any]]:
    """Where the year ends four times in five, opening from where it starts; none without an interval."""
    bounds = ends(estimate)
    if not bounds:
        return []
    month = start.month.number
    low, high = (opening(month, float(start.value), float(projection), bound) for bound in bounds)
    names = [f"{start.month.year}-{number:02}-01" for number in range(month, 13)]
    return [_trace("Fin d’année, quatre fois sur cinq", FAN, x=[*names, *reversed(names)], y=[*high, *reversed(low)],
                   fill="toself", hoverinfo="skip")]  # fmt: skip


def _plain(value: Decimal | None) -> float | None:
    """A coordinate for the browser; the texts beside it carry the exact figure."""
    return None if value is None else float(value)
