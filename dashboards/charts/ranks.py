"""The ranks that a body may have, month after month, the first at the top."""

from collections.abc import Sequence
from dataclasses import dataclass

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.charts.points import short
from indicators.domain.spread import Places

WIDTH, HEIGHT = 720, 220
LEFT, RIGHT, TOP, BOTTOM = 40, 700, 22, 180
# More lines than that could not be told apart.
TICKS = 5


@dataclass(frozen=True, slots=True)
class RankMark:
    """From the best rank to the worst, `best` and `worst` being ordinates; `label` is written above."""

    x: str
    best: str
    worst: str
    label: str
    is_sure: bool


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
    """A drawing in a box of `width` x `height`. A month without a rank has no mark."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    months: tuple[RankMonth, ...]
    ticks: tuple[RankTick, ...]
    marks: tuple[RankMark, ...]


def ranks(months: Sequence[Month], held: Sequence[Places | None], count: int) -> Ranks:
    """`held` are the ranks among `count` bodies, one for each month."""
    step = (RIGHT - LEFT) / max(len(months), 1)
    xs = [LEFT + step * (rank + 0.5) for rank in range(len(months))]
    return Ranks(
        width=WIDTH, height=HEIGHT, left=LEFT, right=RIGHT, bottom=BOTTOM,
        months=tuple(_month(x, month, is_first=month == months[0]) for x, month in zip(xs, months, strict=True)),
        ticks=tuple(RankTick(short(_y(each, count)), str(each)) for each in _ticks(count)),
        marks=tuple(_mark(x, places, count) for x, places in zip(xs, held, strict=True) if places),
    )  # fmt: skip


def _month(x: float, month: Month, *, is_first: bool) -> RankMonth:
    year = str(month.year) if is_first or month.number == 1 else ""
    return RankMonth(short(x), french.SHORT_MONTHS[month.number - 1], year)


def _mark(x: float, held: Places, count: int) -> RankMark:
    best, worst = held
    return RankMark(
        x=short(x),
        best=short(_y(best, count)),
        worst=short(_y(worst, count)),
        label=str(best) if best == worst else f"{best}–{worst}",
        is_sure=best == worst,
    )


def _y(place: int, count: int) -> float:
    return TOP + (place - 1) / max(count - 1, 1) * (BOTTOM - TOP)


def _ticks(count: int) -> list[int]:
    if count <= TICKS:
        return list(range(1, count + 1))
    return sorted({1 + (count - 1) * rank // (TICKS - 1) for rank in range(TICKS)})
