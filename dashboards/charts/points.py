"""The data of one month in a drawing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import NamedTuple

from cpg.shared.periods import Month
from indicators.domain.model import Aggregation, Definition, Estimate, Status

DECEMBER = 12


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """`value` and targets are to date. `amount` is the month's own value where it has one."""

    month: Month
    status: Status
    value: Decimal | None
    amount: Decimal | None
    is_reported: bool
    seuil: Decimal | None
    objectif: Decimal | None


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
    """All data that the charts of an indicator draw. `projection` and `estimate` are those of the month shown, after
    which no month has a value; `turns` are the first months of avenants with their names; `slips` the months at whose
    start a linked action was late, one entry for each, with its description.
    """

    months: Sequence[TrendPoint]
    definition: Definition
    projection: Decimal | None = None
    notes: Sequence[ChartNote] = ()
    turns: Sequence[tuple[Month, str]] = ()
    slips: Sequence[tuple[Month, str]] = ()
    estimate: Estimate | None = None

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
    lasts = definition.aggregation in {Aggregation.CUMUL_CONTRAT, Aggregation.ETAT}
    return Start(shown, value) if lasts and value is not None else None


def ends(estimate: Estimate | None) -> list[float]:
    """Where the fan of a year ends, low then high; empty without an interval."""
    if estimate is None or estimate.low is None or estimate.high is None:
        return []
    return [float(estimate.low), float(estimate.high)]


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
    return point.is_reported or (definition.aggregation is Aggregation.ETAT and point.value is not None)


def texts_by_month(slips: Sequence[tuple[Month, str]]) -> list[tuple[Month, list[str]]]:
    """Group the slips of one month, which are drawn as one mark."""
    found: dict[Month, list[str]] = defaultdict(list)
    for month, text in slips:
        found[month].append(text)
    return sorted(found.items())


def short(number: float) -> str:
    """A coordinate: one decimal is a tenth of a pixel."""
    return f"{number:.1f}".removesuffix(".0")
