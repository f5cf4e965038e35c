"""The same chart for Plotly: figures and texts only. Colours are the page's own, put on by the script."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from cpg.shared import french
from dashboards.charts.points import TrendPoint
from indicators.domain.model import Definition

# `meta` names what a trace is; the script gives each its colour from the stylesheet.
REAL, OBJECTIF, SEUIL, MONTHS, PROJECTION = "reel", "objectif", "seuil", "mois", "projection"


def figure(
    months: Sequence[TrendPoint], definition: Definition, projection: Decimal | None = None
) -> dict[str, Any]:
    """A figure as plain JSON: traces of months, value to date, seuil and objectif, and the projection."""
    traces = [
        _targets(months, "seuil", SEUIL, "Seuil à date"),
        _targets(months, "objectif", OBJECTIF, "Objectif à date") | {"fill": "tonexty"},
    ]
    if definition.aggregation.accumulates:
        traces.append(_bars(months, definition))
    traces.append(_values(months, definition))
    if projection is not None:
        traces.append(_projection(months, definition, projection))
    zero = {"rangemode": "tozero"} if definition.aggregation.accumulates else {}
    layout = {
        "margin": {"l": 64, "r": 24, "t": 16, "b": 48},
        "showlegend": True,
        "legend": {"orientation": "h", "y": -0.18},
        "hovermode": "x unified",
        "barmode": "overlay",
        "dragmode": False,
        "separators": f",{french.NARROW}",
        "xaxis": {"type": "date", "fixedrange": True, "showgrid": False, "dtick": "M12", "tickformat": "%Y"},
        "yaxis": {"fixedrange": True, "ticksuffix": _suffix(definition), "nticks": 6, **zero},
    }
    return {"data": traces, "layout": layout}


def _suffix(definition: Definition) -> str:
    return f"{french.NO_BREAK}%" if definition.unit == "%" else ""


def _trace(name: str, role: str, **columns: Any) -> dict[str, Any]:
    return {"name": name, "meta": role, "type": "scatter", "mode": "lines", **columns}


def _values(months: Sequence[TrendPoint], definition: Definition) -> dict[str, Any]:
    """The value to date; a month that was not reported breaks the line."""
    return _trace(
        "Valeur à date",
        REAL,
        mode="lines+markers",
        connectgaps=definition.frequency.months > 1,
        x=[each.month.first_day.isoformat() for each in months],
        y=[_plain(each.value) if each.is_reported else None for each in months],
        text=[hover(each, definition) if each.is_reported else "" for each in months],
        hovertemplate="%{text}<extra></extra>",
    )


def hover(month: TrendPoint, definition: Definition) -> str:
    """`sept. 2025 : 3 796 ; requis 3 093,58`: the value to date, and the objectif to date it is held to."""
    if month.value is None:
        return ""
    when = french.month_short(month.month.year, month.month.number)
    said = f"{when}{french.NO_BREAK}: {_with_unit(month.value, definition)}"
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
        line={"shape": "linear"},
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


def _projection(months: Sequence[TrendPoint], definition: Definition, projection: Decimal) -> dict[str, Any]:
    last = max((each for each in months if each.is_reported), key=lambda each: each.month)
    return _trace(
        "Projection à décembre",
        PROJECTION,
        mode="lines+markers",
        x=[last.month.first_day.isoformat(), f"{last.month.year}-12-01"],
        y=[_plain(last.value), _plain(projection)],
        text=["", f"projeté en décembre{french.NO_BREAK}: {_with_unit(projection, definition)}"],
        hovertemplate="%{text}<extra></extra>",
    )


def _plain(value: Decimal | None) -> float | None:
    """A coordinate for the browser; the texts beside it carry the exact figure."""
    return None if value is None else float(value)
