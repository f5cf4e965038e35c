"""The months of an indicator as a chart on paper: one panel for each year, labels in a column beside it.

Places are whole thousandths of the width and of the height, so that the same figures give the same bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from cpg.shared.periods import Month
from dashboards.charts.axis import Axis, axis_over
from dashboards.charts.points import Interval, Start, ends, opening, stepped

WHOLE = 1000
# Of a month's width, between two years.
GAP = 0.6
LEAST_APART = 105

type PrintPlace = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PrintMonth:
    """What a month draws; each None where there is nothing."""

    month: Month
    value: Decimal | None
    seuil: Decimal | None
    objectif: Decimal | None


@dataclass(frozen=True, slots=True)
class PrintLine:
    """`role` is `value`, `objectif`, `seuil` or `ahead`."""

    role: str
    places: tuple[PrintPlace, ...]


@dataclass(frozen=True, slots=True)
class PrintLabel:
    """`y` is where the text is, `at` the height of what it names."""

    role: str
    y: int
    at: int
    text: str


@dataclass(frozen=True, slots=True)
class PrintTick:
    at: int
    label: str


@dataclass(frozen=True, slots=True)
class PrintedChart:
    """`bands` are the areas from seuil to objectif; `end` is the last value, `ahead` the projection of December,
    `fan` the area of where the year ends four times in five.
    """

    ticks: tuple[PrintTick, ...]
    years: tuple[PrintTick, ...]
    edges: tuple[int, ...]
    bands: tuple[tuple[PrintPlace, ...], ...]
    lines: tuple[PrintLine, ...]
    end: PrintPlace | None
    ahead: PrintPlace | None
    fan: tuple[PrintPlace, ...]
    labels: tuple[PrintLabel, ...]


@dataclass(frozen=True, slots=True)
class PrintTexts:
    """How the labels read; "" leaves one out."""

    value: str
    seuil: str
    objectif: str
    projection: str


def printed(
    months: Sequence[PrintMonth],
    texts: PrintTexts,
    projection: Decimal | None,
    *,
    from_zero: bool,
    step: int,
    interval: Interval | None = None,
    start: Start | None = None,
    is_level: bool = False,
) -> PrintedChart:
    """`step` is how many months a period has: a line links values that are no further apart. `start`, of the last year
    drawn, is where what is ahead starts; without one, nothing is. `is_level`: drawn in steps.
    """
    projection = projection if start else None
    numbers = [
        float(each)
        for point in months
        for each in (point.value, point.seuil, point.objectif)
        if each is not None
    ]
    ahead = [float(projection)] if projection is not None else []
    bounds = ends(interval) if ahead else []
    axis = axis_over([*numbers, *ahead, *bounds], from_zero=from_zero, top=0, bottom=WHOLE)
    frame = _Frame(list(months), axis, from_zero=from_zero, step=step, is_level=is_level)
    return frame.chart(texts, start, projection, bounds)


class _Frame:
    def __init__(
        self, months: list[PrintMonth], axis: Axis, *, from_zero: bool, step: int, is_level: bool
    ) -> None:
        self.axis, self.from_zero, self.step, self.is_level = axis, from_zero, step, is_level
        self.years = [list(group) for _, group in groupby(months, key=lambda each: each.month.year)]
        self.width = WHOLE / max(1.0, len(self.years) * (12 + GAP) - GAP)

    def x(self, year: int, month: float) -> int:
        return round((year * (12 + GAP) + month) * self.width)

    def place(self, year: int, point: PrintMonth, value: Decimal) -> PrintPlace:
        return self.x(year, point.month.number), self._y(value)

    def _y(self, value: Decimal | int) -> int:
        return round(self.axis.y(float(value)))

    def chart(
        self, texts: PrintTexts, start: Start | None, projection: Decimal | None, bounds: list[float]
    ) -> PrintedChart:
        lines = [line for rank, year in enumerate(self.years) for line in self._lines(rank, year)]
        end = next((line.places[-1] for line in reversed(lines) if line.role == "value"), None)
        current = len(self.years) - 1
        ahead = None if projection is None else (self.x(current, 12), self._y(projection))
        if ahead is not None and start is not None:
            lines.append(
                PrintLine("ahead", ((self.x(current, start.month.number), self._y(start.value)), ahead))
            )
        return PrintedChart(
            ticks=tuple(PrintTick(round(y), label) for y, label in self.axis.ticks()),
            years=tuple(
                PrintTick(self.x(rank, 6), str(year[0].month.year)) for rank, year in enumerate(self.years)
            ),
            edges=tuple(self.x(rank, -GAP / 2) for rank in range(1, len(self.years))),
            bands=tuple(band for rank, year in enumerate(self.years) if (band := self._band(rank, year))),
            lines=tuple(lines),
            end=end,
            ahead=ahead,
            fan=self._fan(start, float(projection or 0), bounds) if start else (),
            labels=_spread(self._labels(texts, end, ahead, lines)),
        )

    def _fan(self, start: Start, projection: float, bounds: list[float]) -> tuple[PrintPlace, ...]:
        """From where what is ahead starts to both ends of the year's interval."""
        if not bounds:
            return ()
        year, month, value = len(self.years) - 1, start.month.number, float(start.value)
        low, high = (
            [
                (self.x(year, month + step), round(self.axis.y(each)))
                for step, each in enumerate(opening(month, value, projection, bound))
            ]
            for bound in bounds
        )
        return (*high, *reversed(low[1:]))

    def _lines(self, rank: int, year: list[PrintMonth]) -> Iterator[PrintLine]:
        for role in ("seuil", "objectif"):
            if places := self._targets(rank, year, role):
                yield PrintLine(role, places)
        run: list[PrintMonth] = []
        for point in year:
            if point.value is None:
                continue
            if run and point.month.number - run[-1].month.number > self.step:
                yield self._value_line(rank, run)
                run = []
            run.append(point)
        if run:
            yield self._value_line(rank, run)

    def _value_line(self, rank: int, run: list[PrintMonth]) -> PrintLine:
        places = [self.place(rank, point, point.value) for point in run if point.value is not None]
        if self.is_level:
            places = stepped(places, self.x(rank, run[0].month.number - 1))
        return PrintLine("value", tuple(places))

    def _targets(self, rank: int, year: list[PrintMonth], role: str) -> tuple[PrintPlace, ...]:
        """From the left edge of the year: from its first level, or from zero where it accumulates."""
        found = [(point, value) for point in year if (value := getattr(point, role)) is not None]
        if not found:
            return ()
        left, places = self.x(rank, 0), [self.place(rank, point, value) for point, value in found]
        if self.is_level:
            return tuple(stepped(places, left))
        return ((left, self._y(0 if self.from_zero else found[0][1])), *places)

    def _band(self, rank: int, year: list[PrintMonth]) -> tuple[PrintPlace, ...]:
        low, high = self._targets(rank, year, "seuil"), self._targets(rank, year, "objectif")
        return (*high, *reversed(low)) if low and high else ()

    def _labels(
        self,
        texts: PrintTexts,
        end: PrintPlace | None,
        ahead: PrintPlace | None,
        lines: Sequence[PrintLine],
    ) -> Iterator[PrintLabel]:
        ends = {line.role: line.places[-1][1] for line in lines}
        heights = {
            "value": end[1] if end else None,
            "ahead": ahead[1] if ahead else None,
            "objectif": ends.get("objectif"),
            "seuil": ends.get("seuil"),
        }
        words = {
            "value": texts.value,
            "ahead": texts.projection,
            "objectif": texts.objectif,
            "seuil": texts.seuil,
        }
        for role, height in heights.items():
            if height is not None and words[role]:
                yield PrintLabel(role, height, height, words[role])


def _spread(labels: Iterator[PrintLabel]) -> tuple[PrintLabel, ...]:
    """The labels from top to bottom, moved apart where they would cover each other, and kept inside."""
    listed = sorted(labels, key=lambda each: each.at)
    heights = [each.at for each in listed]
    for rank in range(1, len(heights)):
        heights[rank] = max(heights[rank], heights[rank - 1] + LEAST_APART)
    lowest = WHOLE
    for rank in reversed(range(len(heights))):
        heights[rank] = min(heights[rank], lowest)
        lowest = heights[rank] - LEAST_APART
    return tuple(
        PrintLabel(each.role, height, each.at, each.text)
        for each, height in zip(listed, heights, strict=True)
    )
