"""What a drawing knows of one month."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.domain.model import Definition, Status
from indicators.domain.periods import Month


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
class Note:
    """What somebody wrote of a month, at the value to date that it speaks of."""

    month: Month
    value: Decimal | None
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that the charts of an indicator draw. `projection` is that of the year of the last reported month; `turns`
    are the months from which an avenant holds, with its name.
    """

    months: Sequence[TrendPoint]
    definition: Definition
    projection: Decimal | None = None
    notes: Sequence[Note] = ()
    turns: Sequence[tuple[Month, str]] = ()


def short(number: float) -> str:
    """A coordinate: one decimal is a tenth of a pixel."""
    return f"{number:.1f}".removesuffix(".0")
