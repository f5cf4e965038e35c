"""What a drawing knows of one month."""

from dataclasses import dataclass
from decimal import Decimal

from indicators.domain.model import Status
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


def short(number: float) -> str:
    """A coordinate: one decimal is a tenth of a pixel."""
    return f"{number:.1f}".removesuffix(".0")
