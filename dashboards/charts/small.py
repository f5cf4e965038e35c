"""The small chart of one indicator among others: every month between its seuil and its objectif to date, which are at
the same heights in all, so that all are read alike whatever their units and the way that is good.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboards.charts.axis import Axis
from dashboards.charts.course import Course
from dashboards.charts.lines import draw_course
from dashboards.charts.panel import AxisTick, Frame, Panel, Parts
from dashboards.charts.points import Interval, Start, TrendPoint, short

TOP, BOTTOM, HEIGHT = 8, 77, 95
# Seuils are at 0 and objectifs at 1; what is further away stays at the edge.
LOWEST, HIGHEST = Decimal("-0.5"), Decimal("1.5")


@dataclass(frozen=True, slots=True)
class SmallChart:
    """`values` are positions between seuil and objectif, of months that have one, as `start`, `projection` and
    `interval` are; `step` is how many months a period has. `is_level`: drawn in steps.
    """

    years: range
    values: Sequence[tuple[TrendPoint, Decimal]]
    start: Start | None
    projection: Decimal | None
    interval: Interval | None
    step: int
    description: str
    is_level: bool = False


def small(chart: SmallChart) -> Panel:
    axis = Axis(float(LOWEST), float(HIGHEST), 1.0, TOP, BOTTOM)
    frame, parts = Frame(chart.years[0], len(chart.years), axis), Parts()
    seuil, objectif = frame.y(0), frame.y(1)
    for year in chart.years:
        left, right = frame.of_slot(year, 0), frame.of_slot(year, 12)
        parts.stroke(
            "couloir", [(left, objectif), (right, objectif), (right, seuil), (left, seuil)], closed=True
        )
        parts.stroke("cible", [(left, objectif), (right, objectif)])
        parts.stroke("seuil", [(left, seuil), (right, seuil)])
    draw_course(parts, frame, _course(chart), chart.step)
    return Panel(
        key="petit",
        title="",
        note="",
        description=chart.description,
        height=HEIGHT,
        ticks=(AxisTick(short(objectif), "objectif"), AxisTick(short(seuil), "seuil")),
        strokes=tuple(parts.strokes),
        texts=tuple(frame.year_texts(HEIGHT - 4)),
        rings=tuple(parts.rings),
        marks=tuple(parts.marks),
    )


def _course(chart: SmallChart) -> Course:
    start = chart.start
    return Course(
        title="",
        note="",
        values=[(point, _inside(value)) for point, value in chart.values],
        start=start._replace(value=_inside(start.value)) if start else None,
        projection=None if chart.projection is None else _inside(chart.projection),
        interval=None if chart.interval is None else (_inside(chart.interval[0]), _inside(chart.interval[1])),
        text=str,
        is_level=chart.is_level,
    )


def _inside(position: Decimal) -> Decimal:
    return min(max(position, LOWEST), HIGHEST)
