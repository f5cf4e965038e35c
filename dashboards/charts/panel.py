"""A panel of a chart: the years side by side, what is drawn of them, and its texts.

Paths are stretched to the width of the screen, in a box a thousand wide; texts and marks are placed in per cent of that
width and never stretched. Heights are pixels.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from cpg.shared.periods import Month
from dashboards.charts.axis import Axis
from dashboards.charts.labels import Label
from dashboards.charts.points import short

WIDTH = 1000
# Twelve months and the space before the next year.
SLOTS = 13
# The least width in pixels at which all texts are shown: labels that fit there fit wherever it is wider.
NOMINAL = 840

type Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class AxisTick:
    y: str
    label: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """A path in the stretched box; `kind` is its class."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class PanelText:
    """`x` is in per cent; `kind` is its classes: where it is anchored, how strong it is, whether it needs width."""

    x: str
    y: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class PanelMark:
    """A shape at a place, with what it says when pointed at."""

    x: str
    y: str
    shape: str
    tone: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class PanelRing:
    x: str
    y: str
    kind: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """`description` holds its numbers in words. Marks are drawn last: nothing covers them."""

    key: str
    title: str
    note: str
    description: str
    height: int
    ticks: tuple[AxisTick, ...]
    strokes: tuple[Stroke, ...]
    texts: tuple[PanelText, ...]
    rings: tuple[PanelRing, ...]
    marks: tuple[PanelMark, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """From months and values to places. `first` and `count` are the years drawn."""

    first: int
    count: int
    axis: Axis

    def x(self, month: Month) -> float:
        """Where a month ends."""
        return self.of_slot(month.year, month.number)

    def of_slot(self, year: int, slot: float) -> float:
        return ((year - self.first) * SLOTS + slot) * WIDTH / (SLOTS * self.count)

    def y(self, value: float) -> float:
        return self.axis.y(value)

    def place(self, month: Month, value: float) -> Place:
        return self.x(month), self.y(value)

    def pixels(self, place: Place) -> Place:
        """At the least width at which all labels are shown."""
        return place[0] * NOMINAL / WIDTH, place[1]

    def ticks(self) -> tuple[AxisTick, ...]:
        return tuple(AxisTick(short(y), label) for y, label in self.axis.ticks())

    def year_texts(self, y: float) -> list[PanelText]:
        return [
            PanelText(percent(self.of_slot(self.first + rank, 6)), short(y), str(self.first + rank), "m")
            for rank in range(self.count)
        ]

    def edges(self) -> list[Stroke]:
        """The thin lines between two years."""
        abscissas = [short(self.of_slot(self.first + rank, -0.5)) for rank in range(1, self.count)]
        return [Stroke("an", f"M{x} {short(self.axis.top)}V{short(self.axis.bottom)}") for x in abscissas]


@dataclass(slots=True)
class Parts:
    """What a panel gathers while it is drawn."""

    strokes: list[Stroke] = field(default_factory=list)
    texts: list[PanelText] = field(default_factory=list)
    rings: list[PanelRing] = field(default_factory=list)
    marks: list[PanelMark] = field(default_factory=list)

    def stroke(self, kind: str, *lines: Sequence[Place], closed: bool = False) -> None:
        data = "".join(path_of(line) + ("Z" if closed else "") for line in lines if line)
        if data:
            self.strokes.append(Stroke(kind, data))

    def label(self, each: Label) -> None:
        kind = f"{'a' if each.is_end else 'd'} {each.kind}".rstrip()
        self.texts.append(PanelText(percent(each.x * WIDTH / NOMINAL), short(each.y), each.text, kind))


def path_of(points: Iterable[Place]) -> str:
    return "".join(f"{'L' if rank else 'M'}{short(x)} {short(y)}" for rank, (x, y) in enumerate(points))


def percent(x: float) -> str:
    return short(x / 10, 2)


def runs(months: Sequence[Month], step: int) -> list[list[Month]]:
    """Months that one line connects: within a year, none missing between two."""
    found: list[list[Month]] = [list(months[:1])] if months else []
    for before, month in pairwise(months):
        if month.year == before.year and month.number - before.number <= step:
            found[-1].append(month)
        else:
            found.append([month])
    return found
