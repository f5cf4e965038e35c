"""The chart of an indicator page, drawn on the server: one panel for each year of the contract."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from cpg.shared import french
from dashboards.charts.axis import Axis, axis_over
from dashboards.charts.labels import Label, Line, PanelFrame, WantedLabel, placed
from dashboards.charts.points import (
    Drawing,
    Start,
    TrendPoint,
    ends,
    is_drawn,
    opening,
    short,
    texts_by_month,
)
from dashboards.charts.scale import SHAPES
from indicators.domain.model import Aggregation, Definition

WIDTH = 1180
LEFT, RIGHT, GUTTER = 64, 1168, 14
TOP, BOTTOM = 24, 268
BARS_TOP, BARS_BOTTOM = 314, 392
BAR_SHARE = 0.76
SLIPS_BELOW = 12
LEVELS = ("seuil", "objectif")


@dataclass(frozen=True, slots=True)
class AxisTick:
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
class SlipMark:
    """One mark for all slips at the start of a month: their number is drawn beside it, `text` lists them."""

    x: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ChartYear:
    """One panel. Paths are SVG data; `end` is the place and mark of its last value; `notes` are comments with their
    place, `turns` abscissas with the name of the avenant that starts there, `slips` the linked actions that were late
    at its start.
    """

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
    fan: str
    projection: str
    projected: tuple[str, str] | None
    labels: tuple[Label, ...]
    notes: tuple[tuple[str, str, str], ...]
    turns: tuple[tuple[str, str], ...]
    slips: tuple[SlipMark, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The whole drawing, in a box of 1180 x `height`."""

    width: int
    height: int
    ticks: tuple[AxisTick, ...]
    bar_ticks: tuple[AxisTick, ...]
    left: int
    right: int
    top: int
    bottom: int
    bars_label_y: int
    years_y: int
    slips_y: int
    years: tuple[ChartYear, ...]

    @property
    def has_notes(self) -> bool:
        return any(year.notes for year in self.years)

    @property
    def has_fan(self) -> bool:
        return any(year.fan for year in self.years)

    @property
    def has_slips(self) -> bool:
        return any(year.slips for year in self.years)

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


def history(drawing: Drawing) -> History:
    """Draw every month."""
    months, definition, start = drawing.months, drawing.definition, drawing.start
    projection = drawing.projection if start else None
    accumulates = definition.aggregation.accumulates
    numbers = [
        float(n) for each in months for n in (each.value, each.seuil, each.objectif) if n is not None
    ] + ([float(projection), *ends(drawing.estimate)] if projection is not None else [])
    axis = axis_over(numbers, from_zero=accumulates, top=TOP, bottom=BOTTOM)
    years = [list(group) for _, group in groupby(months, key=lambda each: each.month.year)]
    amounts = [float(each.amount) for each in months if each.amount is not None] if accumulates else []
    starts = [_starts(before, definition) for before in [None, *years[:-1]]]
    step = definition.frequency.months
    shares = [
        share
        for group, start in zip(years, starts, strict=True)
        for level in LEVELS
        if (share := _share(group, level, start[level], step)) is not None
    ]
    bars = (
        axis_over([*amounts, *shares, 0.0], from_zero=True, top=BARS_TOP, bottom=BARS_BOTTOM)
        if amounts
        else None
    )
    width = (RIGHT - LEFT) / len(years)
    panels = [
        _Panel(group, starts[rank], LEFT + rank * width, width - GUTTER, axis, bars, drawing)
        for rank, group in enumerate(years)
    ]
    last = max(
        (each.month for each in months if each.value is not None and is_drawn(each, definition)), default=None
    )
    years_y = (BARS_BOTTOM if bars else BOTTOM) + 24
    return History(
        width=WIDTH,
        height=years_y + 8,
        ticks=_ticks(axis),
        bar_ticks=_ticks(bars)[:: max(1, len(_ticks(bars)) // 3)] if bars else (),
        left=LEFT,
        right=RIGHT,
        top=TOP - 10,
        bottom=BOTTOM,
        bars_label_y=BARS_TOP - 14,
        years_y=years_y,
        slips_y=BOTTOM + SLIPS_BELOW,
        years=tuple(panel.drawn(last, start, projection) for panel in panels),
    )


def _levels(months: Sequence[TrendPoint], level: str) -> list[tuple[int, float]]:
    return [
        (rank, float(getattr(each, level)))
        for rank, each in enumerate(months)
        if getattr(each, level) is not None
    ]


def _starts(before: Sequence[TrendPoint] | None, definition: Definition) -> dict[str, float]:
    """The level of January for targets that accumulate: that of December for a running total, else zero."""
    if before is None or definition.aggregation is not Aggregation.CUMUL_CONTRAT:
        return dict.fromkeys(LEVELS, 0.0)
    return {level: points[-1][1] if (points := _levels(before, level)) else 0.0 for level in LEVELS}


def _share(months: Sequence[TrendPoint], level: str, start: float, step: int) -> float | None:
    """The target of one bar: the annual target spread over its months, or over quarters."""
    points = _levels(months, level)
    return (points[-1][1] - start) * step / 12 if len(points) > 1 else None


def _ticks(axis: Axis) -> tuple[AxisTick, ...]:
    return tuple(AxisTick(short(y), label) for y, label in axis.ticks())


@dataclass(frozen=True, slots=True)
class _Panel:
    """One year between two abscissas. `starts` are the levels of its targets before January."""

    months: list[TrendPoint]
    starts: dict[str, float]
    left: float
    width: float
    axis: Axis
    bars: Axis | None
    drawing: Drawing

    @property
    def definition(self) -> Definition:
        return self.drawing.definition

    def drawn(self, last: object, start: Start | None, projection: Decimal | None) -> ChartYear:
        reported = [
            rank
            for rank, each in enumerate(self.months)
            if each.value is not None and is_drawn(each, self.definition)
        ]
        end = reported[-1] if reported else None
        shape, tone = SHAPES.get(self.months[end].status, ("", "")) if end is not None else ("", "")
        ahead = start if start and start.month.year == self.months[0].month.year else None
        projected = self._place(11, float(projection)) if ahead and projection is not None else None
        return ChartYear(
            year=self.months[0].month.year,
            middle=short(self.left + self.width / 2),
            band=self._band(),
            seuil=_path(self._target_points("seuil")),
            objectif=_path(self._target_points("objectif")),
            line=self._line(reported),
            dots=tuple(self._own(rank) for rank in reported if self.months[rank].is_reported)
            if self._shows_dots()
            else (),
            bars=self._drawn_bars(end if self._is_last(last) else None),
            month_seuil=self._monthly("seuil"),
            month_objectif=self._monthly("objectif"),
            end=self._own(end) if end is not None else None,
            shape=shape,
            tone=tone,
            fan=self._fan(ahead) if ahead else "",
            projection=self._course(ahead, projected) if ahead and projected else "",
            projected=projected,
            labels=self._labels(reported, projection if ahead else None),
            notes=tuple(self._notes()),
            turns=tuple(self._turns()),
            slips=tuple(self._slips()),
        )

    def _course(self, start: Start, projected: tuple[str, str]) -> str:
        place = self._place(start.month.number - 1, float(start.value))
        return f"M{' '.join(place)}L{' '.join(projected)}"

    def _fan(self, start: Start) -> str:
        """From the last value to where the year ends four times in five."""
        month, value, last = start.month.number, float(start.value), float(self.drawing.projection or 0)
        edges = [opening(month, value, last, bound) for bound in ends(self.drawing.estimate)]
        if not edges:
            return ""
        low, high = (
            [(self._x(month - 1 + step), self.axis.y(each)) for step, each in enumerate(edge)]
            for edge in edges
        )
        return f"{_path([*high, *reversed(low[1:])])}Z"

    def _notes(self) -> Iterator[tuple[str, str, str]]:
        for note in self.drawing.notes:
            if note.month.year == self.months[0].month.year and note.value is not None:
                yield *self._place(note.month.number - 1, float(note.value)), note.text

    def _turns(self) -> Iterator[tuple[str, str]]:
        for month, label in self.drawing.turns:
            if month.year == self.months[0].month.year:
                yield short(self._x(month.number - 2)), label

    def _slips(self) -> Iterator[SlipMark]:
        for month, texts in texts_by_month(self.drawing.slips):
            if month.year == self.months[0].month.year:
                label = f"{len(texts)} {french.plural(len(texts), 'retard', 'retards')}"
                yield SlipMark(short(self._x(month.number - 2)), label, " ".join(texts))

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
        """A line from month to month, broken where a due value is missing."""
        step = self.definition.frequency.months
        path = ""
        for before, rank in zip([None, *reported], reported, strict=False):
            linked = before is not None and rank - before <= step
            path += f"{'L' if linked else 'M'}{' '.join(self._own(rank))}"
        return path

    def _target_points(self, level: str) -> list[tuple[float, float]]:
        """From the left edge of the panel, at its level or where the target starts from if it accumulates."""
        points = _levels(self.months, level)
        if not points:
            return []
        start = self.starts[level] if self.definition.aggregation.accumulates else points[0][1]
        return [
            (self.left, self.axis.y(start)),
            *((self._x(rank), self.axis.y(value)) for rank, value in points),
        ]

    def _band(self) -> str:
        low, high = self._target_points("seuil"), self._target_points("objectif")
        return f"{_path([*high, *reversed(low)])}Z" if low and high else ""

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
        share = _share(self.months, level, self.starts[level], self.definition.frequency.months)
        if self.bars is None or share is None:
            return ""
        return f"M{short(self.left)} {short(self.bars.y(share))}H{short(self.left + self.width)}"

    def _labels(self, reported: list[int], projection: Decimal | None) -> tuple[Label, ...]:
        """The labels of value, projection, objectif and seuil, in order of priority."""
        values = [(self._x(rank), self.axis.y(float(self.months[rank].value or 0))) for rank in reported]
        aims = {level: self._target_points(level) for level in LEVELS}
        ahead = (self._x(11), self.axis.y(float(projection))) if projection is not None else None
        wanted = []
        if values:
            wanted.append(
                WantedLabel(self._text(self.months[reported[-1]].value), values[-1], 9, is_strong=True)
            )
        if ahead and projection is not None:
            wanted.append(WantedLabel(f"projeté {self._text(projection)}", ahead, 6))
        for level in reversed(LEVELS):
            if aims[level]:
                amount = next(n for each in reversed(self.months) if (n := getattr(each, level)) is not None)
                text = f"{level} {french.with_short_unit(french.trimmed(amount), self.definition.unit)}"
                wanted.append(WantedLabel(text, aims[level][-1]))
        course: Line = [*values[-1:], ahead] if ahead else []
        marks = [*values[-1:], *([ahead] if ahead else [])]
        rises = self.definition.aggregation.accumulates
        frame = PanelFrame(self.left, self.left + self.width, TOP - 10, BOTTOM, has_foot=rises)
        return placed(wanted, [values, course, *aims.values()], marks, frame)

    def _text(self, value: Decimal | None) -> str:
        return "" if value is None else french.with_short_unit(french.number(value), self.definition.unit)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "".join(f"{'L' if rank else 'M'}{short(x)} {short(y)}" for rank, (x, y) in enumerate(points))
