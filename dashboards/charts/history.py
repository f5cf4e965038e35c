"""The chart of an indicator page, drawn on the server: one panel for each year of the contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from dashboards.charts.axis import Axis, axis_over
from dashboards.charts.points import TrendPoint, short
from dashboards.charts.scale import SHAPES
from indicators.domain.model import Definition

WIDTH = 1180
LEFT, RIGHT, GUTTER = 64, 1168, 14
TOP, BOTTOM = 24, 268
BARS_TOP, BARS_BOTTOM = 314, 392
BAR_SHARE = 0.76
LINE_HEIGHT = 18


@dataclass(frozen=True, slots=True)
class Tick:
    y: str
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    x: str
    y: str
    width: str
    height: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class ChartYear:
    """One panel. Paths are SVG data; `end` is the place and mark of its last value."""

    year: int
    middle: str
    band: str
    seuil: str
    objectif: str
    line: str
    dots: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]
    month_seuil: str
    month_objectif: str
    end: tuple[str, str] | None
    shape: str
    tone: str
    projection: str
    projected: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class History:
    """The whole drawing, in a box of 1180 x `height`."""

    width: int
    height: int
    ticks: tuple[Tick, ...]
    bar_ticks: tuple[Tick, ...]
    left: int
    right: int
    bars_label_y: int
    years_y: int
    years: tuple[ChartYear, ...]

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


def history(
    months: Sequence[TrendPoint], definition: Definition, projection: Decimal | None = None
) -> History:
    """Draw every month; `projection` is that of the year of the last reported month."""
    accumulates = definition.aggregation.accumulates
    numbers = [
        float(n) for each in months for n in (each.value, each.seuil, each.objectif) if n is not None
    ] + ([float(projection)] if projection is not None else [])
    axis = axis_over(numbers, from_zero=accumulates, top=TOP, bottom=BOTTOM)
    amounts = [float(each.amount) for each in months if each.amount is not None] if accumulates else []
    bars = axis_over([*amounts, 0.0], from_zero=True, top=BARS_TOP, bottom=BARS_BOTTOM) if amounts else None
    years = [list(group) for _, group in groupby(months, key=lambda each: each.month.year)]
    width = (RIGHT - LEFT) / len(years)
    panels = [
        _Panel(group, LEFT + rank * width, width - GUTTER, axis, bars, definition)
        for rank, group in enumerate(years)
    ]
    last = max((each.month for each in months if each.value is not None and each.is_reported), default=None)
    years_y = (BARS_BOTTOM if bars else BOTTOM) + 24
    return History(
        width=WIDTH,
        height=years_y + 8,
        ticks=_ticks(axis),
        bar_ticks=_ticks(bars)[:: max(1, len(_ticks(bars)) // 3)] if bars else (),
        left=LEFT,
        right=RIGHT,
        bars_label_y=BARS_TOP - 14,
        years_y=years_y,
        years=tuple(panel.drawn(last, projection) for panel in panels),
    )


def _ticks(axis: Axis) -> tuple[Tick, ...]:
    return tuple(Tick(short(y), label) for y, label in axis.ticks())


@dataclass(frozen=True, slots=True)
class _Panel:
    """One year between two abscissas."""

    months: list[TrendPoint]
    left: float
    width: float
    axis: Axis
    bars: Axis | None
    definition: Definition

    def drawn(self, last: object, projection: Decimal | None) -> ChartYear:
        reported = [
            rank for rank, each in enumerate(self.months) if each.is_reported and each.value is not None
        ]
        end = reported[-1] if reported else None
        shape, tone = SHAPES.get(self.months[end].status, ("", "")) if end is not None else ("", "")
        is_current = end is not None and self.months[end].month == last and end < 11
        projected = self._place(11, float(projection)) if is_current and projection is not None else None
        return ChartYear(
            year=self.months[0].month.year,
            middle=short(self.left + self.width / 2),
            band=self._band(),
            seuil=self._target("seuil"),
            objectif=self._target("objectif"),
            line=self._line(reported),
            dots=tuple(self._own(rank) for rank in reported) if self._shows_dots() else (),
            bars=self._drawn_bars(end if self._is_last(last) else None),
            month_seuil=self._monthly("seuil"),
            month_objectif=self._monthly("objectif"),
            end=self._own(end) if end is not None else None,
            shape=shape,
            tone=tone,
            projection=f"M{' '.join(self._own(end))}L{' '.join(projected)}"
            if projected and end is not None
            else "",
            projected=projected,
        )

    def _is_last(self, last: object) -> bool:
        return any(each.month == last for each in self.months)

    def _shows_dots(self) -> bool:
        return not self.definition.aggregation.accumulates

    def _x(self, rank: float) -> float:
        return self.left + (rank + 1) / 12 * self.width

    def _place(self, rank: int, value: float) -> tuple[str, str]:
        return short(self._x(rank)), short(self.axis.y(value))

    def _own(self, rank: int) -> tuple[str, str]:
        return self._place(rank, float(self.months[rank].value or 0))

    def _line(self, reported: list[int]) -> str:
        """One stroke from month to month, cut where a due value is missing."""
        step = self.definition.frequency.months
        path = ""
        for before, rank in zip([None, *reported], reported, strict=False):
            linked = before is not None and rank - before <= step
            path += f"{'L' if linked else 'M'}{' '.join(self._own(rank))}"
        return path

    def _levels(self, level: str) -> list[tuple[int, float]]:
        return [
            (rank, float(getattr(each, level)))
            for rank, each in enumerate(self.months)
            if getattr(each, level) is not None
        ]

    def _target(self, level: str) -> str:
        points = self._levels(level)
        if not points:
            return ""
        start = f"M{short(self.left)} {short(self.axis.y(self._start(points)))}"
        return start + "".join(f"L{' '.join(self._place(rank, value))}" for rank, value in points)

    def _start(self, points: list[tuple[int, float]]) -> float:
        """Where the year's target starts: at its level, or one month's step before the first where it accumulates."""
        if not self.definition.aggregation.accumulates or len(points) < 2:
            return points[0][1]
        return points[0][1] - (points[-1][1] - points[0][1]) / (len(points) - 1)

    def _band(self) -> str:
        low, high = self._levels("seuil"), self._levels("objectif")
        if not low or not high:
            return ""
        back = "".join(f"L{' '.join(self._place(rank, value))}" for rank, value in reversed(low))
        return f"{self._target('objectif')}{back}L{short(self.left)} {short(self.axis.y(self._start(low)))}Z"

    def _drawn_bars(self, last: int | None) -> tuple[Bar, ...]:
        if self.bars is None:
            return ()
        slot = self.width / 12
        zero = self.bars.y(0)
        return tuple(
            Bar(
                x=short(self._x(rank) - slot * (1 + BAR_SHARE) / 2),
                y=short(min(self.bars.y(float(each.amount)), zero)),
                width=short(slot * BAR_SHARE),
                height=short(abs(zero - self.bars.y(float(each.amount)))),
                is_last=rank == last,
            )
            for rank, each in enumerate(self.months)
            if each.amount is not None and each.is_reported
        )

    def _monthly(self, level: str) -> str:
        """What one month should bring: the year's target spread over it."""
        points = self._levels(level)
        if self.bars is None or len(points) < 2:
            return ""
        share = (points[-1][1] - self._start(points)) / 12
        if not self.bars.low <= share <= self.bars.high:
            return ""
        return f"M{short(self.left)} {short(self.bars.y(share))}H{short(self.left + self.width)}"
