"""The data of one month in a drawing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from cpg.shared.periods import Month
from indicators.domain.model import Aggregation, Definition, Estimate, Status


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


@dataclass(frozen=True, slots=True)
class Drawing:
    """All data that the charts of an indicator draw. `projection` and `estimate` are those of the year of the last
    reported month; `turns` are the first months of avenants with their names; `slips` the months at whose start a
    linked action was late, one entry for each, with its description.
    """

    months: Sequence[TrendPoint]
    definition: Definition
    projection: Decimal | None = None
    notes: Sequence[ChartNote] = ()
    turns: Sequence[tuple[Month, str]] = ()
    slips: Sequence[tuple[Month, str]] = ()
    estimate: Estimate | None = None


def ends(estimate: Estimate | None) -> list[float]:
    """Where the fan of a year ends, low then high; empty without an interval."""
    if estimate is None or estimate.low is None or estimate.high is None:
        return []
    return [float(estimate.low), float(estimate.high)]


def opening(month: int, value: float, projection: float, bound: float) -> list[float]:
    """One edge of the fan, from a month to December. A year moves like a walk: the fan opens with the square root of
    the months, around the line to the projection.
    """
    steps = [(number - month) / (12 - month) for number in range(month, 13)]
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
