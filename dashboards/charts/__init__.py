"""Drawings as plain values: coordinates and paths computed from published figures, without Django.

Only geometry uses floats: no figure is read back from a drawing.
"""

from dashboards.charts.history import History, history
from dashboards.charts.library import style_ids
from dashboards.charts.panel import Panel
from dashboards.charts.plotly_figure import figure
from dashboards.charts.points import ChartNote, Drawing, Required, Slipped, TrendPoint, start_ahead
from dashboards.charts.ranks import Ranks, ranks
from dashboards.charts.scale import DecemberScale, Scale, december_scale, scale
from dashboards.charts.score_curve import ScoreCurve, ScorePoint, score_curve
from dashboards.charts.signed_bars import Bar, bars
from dashboards.charts.since_start import SinceStart, since_start
from dashboards.charts.small import SmallChart, small
from dashboards.charts.trend import Trend, trend
from dashboards.charts.twelve import TwelveMonths, twelve_months

__all__ = [
    "Bar",
    "ChartNote",
    "DecemberScale",
    "Drawing",
    "History",
    "Panel",
    "Ranks",
    "Required",
    "Scale",
    "ScoreCurve",
    "ScorePoint",
    "SinceStart",
    "Slipped",
    "SmallChart",
    "Trend",
    "TrendPoint",
    "TwelveMonths",
    "bars",
    "december_scale",
    "figure",
    "history",
    "ranks",
    "scale",
    "score_curve",
    "since_start",
    "small",
    "start_ahead",
    "style_ids",
    "trend",
    "twelve_months",
]
