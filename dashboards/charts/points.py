"""The data of one month in a drawing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import NamedTuple

from cpg.shared import french
from cpg.shared.periods import Month
from indicators.domain.model import Aggregation, Definition, Status

DECEMBER = 12

# Both ends of the interval of December, as pages show it.
type Interval = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """`value`, `gap` and targets are to date, as published; `is_floor`: months are missing from the value.
    `amount` is the month's own value where it has one.
    """

    month: Month
    status: Status
    value: Decimal | None
    amount: Decimal | None
    is_reported: bool
    seuil: Decimal | None
    objectif: Decimal | None
    gap: Decimal | None = None
    is_floor: bool = False


@dataclass(frozen=True, slots=True)
class Slipped:
    """A linked action that was late at the start of a month: its name, and the sentence that says what became of it."""

    month: Month
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Required:
    """What each period must bring until December, in figures and in words that begin with `verb`, beside the best that
    one ever brought.
    """

    a_period: Decimal
    verb: str
    text: str
    best: str


@dataclass(frozen=True, slots=True)
class ChartNote:
    """A comment on a month, drawn at its value to date."""

    month: Month
    value: Decimal | None
    text: str


class Start(NamedTuple):
    """Where what is ahead of a year starts."""

    month: Month
    value: Decimal


@dataclass(frozen=True, slots=True)
class Drawing:
    """All data that the charts of an indicator draw. `projection` and `interval` are those of the month shown, after
    which no month has a value; `turns` are the first months of avenants with their names; `objectif` is December's;
    `aside` is what is also read aloud.
    """

    months: Sequence[TrendPoint]
    definition: Definition
    projection: Decimal | None = None
    notes: Sequence[ChartNote] = ()
    turns: Sequence[tuple[Month, str]] = ()
    slips: Sequence[Slipped] = ()
    interval: Interval | None = None
    objectif: Decimal | None = None
    required: Required | None = None
    aside: str = ""

    @property
    def start(self) -> Start | None:
        """Where the line and the fan to December start; None without a projection. It needs a value, so that the month
        shown is the last with one.
        """
        shown = next((each for each in reversed(self.months) if each.value is not None), None)
        if self.projection is None or shown is None:
            return None
        own = [(each.month, each.value) for each in self.months if is_drawn(each, self.definition)]
        return start_ahead(own, shown.month, shown.value, self.definition)


def start_ahead(
    own: Iterable[tuple[Month, Decimal | None]], shown: Month, value: Decimal | None, definition: Definition
) -> Start | None:
    """The last month with a value of its own in the year shown, else the month shown where a value lasts from one year
    to the next; None in December, which has nothing ahead.
    """
    if shown.number == DECEMBER:
        return None
    found = [Start(month, each) for month, each in own if month.year == shown.year and each is not None]
    if found:
        return max(found)
    lasts = definition.aggregation is Aggregation.CUMUL_CONTRAT or is_level(definition)
    return Start(shown, value) if lasts and value is not None else None


def ends(interval: Interval | None) -> list[float]:
    """Where the fan of a year ends, low then high; empty without an interval, or where nothing can move any more."""
    if interval is None or interval[0] == interval[1]:
        return []
    return [float(interval[0]), float(interval[1])]


def opening(month: int, value: float, projection: float, bound: float) -> list[float]:
    """One edge of the fan, from a month to December; empty from December. A year moves like a walk: the fan opens with
    the square root of the months, around the line to the projection.
    """
    if month == DECEMBER:
        return []
    steps = [(number - month) / (DECEMBER - month) for number in range(month, DECEMBER + 1)]
    return [value + (projection - value) * done + (bound - projection) * sqrt(done) for done in steps]


def is_drawn(point: TrendPoint, definition: Definition) -> bool:
    """Whether the month has a value of its own to draw. A level lasts until another is reported: its line goes on."""
    return point.is_reported or (is_level(definition) and point.value is not None)


def is_level(definition: Definition) -> bool:
    """Whether a month has one level from its first day to its last: a slope between two would show what never was."""
    return definition.aggregation is Aggregation.ETAT


def stepped[Number: (int, float)](
    ends: Sequence[tuple[Number, Number]], start: Number
) -> list[tuple[Number, Number]]:
    """The steps of levels in a row, each drawn from where the one before ends, the first from `start`."""
    found: list[tuple[Number, Number]] = []
    for x, y in ends:
        found += [(start, y), (x, y)]
        start = x
    return found


def slips_by_month(slips: Sequence[Slipped]) -> list[tuple[Month, list[Slipped]]]:
    """Group the slips of one month, which are drawn as one mark."""
    found: dict[Month, list[Slipped]] = defaultdict(list)
    for each in slips:
        found[each.month].append(each)
    return sorted(found.items())


def slips_name(slips: Sequence[Slipped]) -> str:
    """Beside the mark: the action that slipped, or how many."""
    return f"{slips[0].name} en retard" if len(slips) == 1 else f"{len(slips)} retards"


def end_points(months: Sequence[TrendPoint], definition: Definition) -> list[TrendPoint]:
    """The last month with a value of its own of each year."""
    drawn = [each for each in months if each.value is not None and is_drawn(each, definition)]
    return list({each.month.year: each for each in drawn}.values())


def at_least(text: str, point: TrendPoint) -> str:
    return f"au{french.NO_BREAK}moins {text}" if point.is_floor else text


def figure_text(definition: Definition, value: Decimal) -> str:
    return french.with_short_unit(french.number(value), definition.unit)


def target_text(definition: Definition, value: Decimal) -> str:
    return french.amount(value, definition.unit)


def signed_text(definition: Definition, gap: Decimal) -> str:
    """A gap to the objectif: `+3 208`, `−707`."""
    return f"{'+' if gap > 0 else ''}{french.amount(gap, definition.unit)}"


def short(number: float, decimals: int = 1) -> str:
    """A coordinate: one decimal is a tenth of a pixel."""
    text = f"{number:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
