"""A body's rank month after month, the first at the top."""

from collections.abc import Sequence
from dataclasses import dataclass

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.charts.points import short

WIDTH, HEIGHT = 720, 220
LEFT, RIGHT, TOP, BOTTOM = 40, 700, 22, 180
# More lines than that could not be told apart.
TICKS = 5


@dataclass(frozen=True, slots=True)
class RankPoint:
    """`label` is the rank, written beside the point."""

    x: str
    y: str
    label: str


@dataclass(frozen=True, slots=True)
class RankMonth:
    """The label under a month; with its year only where a year, or the drawing, begins."""

    x: str
    name: str
    year: str


@dataclass(frozen=True, slots=True)
class RankTick:
    y: str
    label: str


@dataclass(frozen=True, slots=True)
class Ranks:
    """A drawing in a box of `width` x `height`. A month without a rank cuts the line."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    months: tuple[RankMonth, ...]
    ticks: tuple[RankTick, ...]
    line: str
    points: tuple[RankPoint, ...]


def ranks(months: Sequence[Month], places: Sequence[int | None], count: int) -> Ranks:
    """`places` are the ranks among `count` bodies, one for each month."""
    step = (RIGHT - LEFT) / max(len(months), 1)
    xs = [LEFT + step * (rank + 0.5) for rank in range(len(months))]
    return Ranks(
        width=WIDTH, height=HEIGHT, left=LEFT, right=RIGHT, bottom=BOTTOM,
        months=tuple(_month(x, month, is_first=month == months[0]) for x, month in zip(xs, months, strict=True)),
        ticks=tuple(RankTick(short(_y(each, count)), str(each)) for each in _ticks(count)),
        line="".join(_strokes(xs, places, count)),
        points=tuple(
            RankPoint(short(x), short(_y(place, count)), str(place))
            for x, place in zip(xs, places, strict=True)
            if place
        ),
    )  # fmt: skip


def _month(x: float, month: Month, *, is_first: bool) -> RankMonth:
    year = str(month.year) if is_first or month.number == 1 else ""
    return RankMonth(short(x), french.SHORT_MONTHS[month.number - 1], year)


def _y(place: int | None, count: int) -> float:
    return TOP + ((place or 1) - 1) / max(count - 1, 1) * (BOTTOM - TOP)


def _ticks(count: int) -> list[int]:
    if count <= TICKS:
        return list(range(1, count + 1))
    return sorted({1 + (count - 1) * rank // (TICKS - 1) for rank in range(TICKS)})


def _strokes(xs: Sequence[float], places: Sequence[int | None], count: int) -> list[str]:
    strokes = []
    before = None
    for x, place in zip(xs, places, strict=True):
        if place:
            strokes.append(f"{'L' if before else 'M'}{short(x)} {short(_y(place, count))}")
        before = place
    return strokes
