"""Drawings as plain values: coordinates and paths computed from published figures, without Django.

Only geometry uses floats: no figure is read back from a drawing.
"""

from dashboards.charts.history import History, history
from dashboards.charts.library import style_ids
from dashboards.charts.plotly_figure import figure
from dashboards.charts.points import ChartNote, Drawing, Required, Slipped, TrendPoint
from dashboards.charts.ranks import Ranks, ranks
from dashboards.charts.scale import DecemberScale, Scale, december_scale, scale
from dashboards.charts.trend import Trend, trend
from dashboards.charts.twelve import TwelveMonths, twelve_months

__all__ = [
    "ChartNote",
    "DecemberScale",
    "Drawing",
    "History",
    "Ranks",
    "Required",
    "Scale",
    "Slipped",
    "Trend",
    "TrendPoint",
    "TwelveMonths",
    "december_scale",
    "figure",
    "history",
    "ranks",
    "scale",
    "style_ids",
    "trend",
    "twelve_months",
]
