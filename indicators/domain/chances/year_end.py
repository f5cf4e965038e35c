"""Where the year may end around its projection, and the chance that it reaches a target."""

from dataclasses import dataclass
from decimal import Decimal

from indicators.domain.chances.own_changes import PARTS
from indicators.domain.chances.widths import NINE_TENTHS, ONE_TENTH, WHOLE, Width
from indicators.domain.exact import Quotient, decimal_of, half_up
from indicators.domain.model import Definition


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The end of a year as an estimate. `unit` is what one unit of the table is worth here; `least` and `most` are what
    is possible. All in millionths of the indicator's unit, as `centre`, which the misses are counted from.
    """

    definition: Definition
    centre: int
    unit: int
    width: Width
    least: int | None = None
    most: int | None = None

    @property
    def interval(self) -> tuple[Decimal, Decimal]:
        """It holds the year's end four times in five, rounded as the projection is."""
        return self._published(ONE_TENTH), self._published(NINE_TENTHS)

    def chance(self, target: Quotient) -> int:
        """Of a thousand such years, how many end at least as good as a target, once rounded as a value is published."""
        numerator, denominator = target
        half_step = PARTS // (2 * 10**self.definition.decimals)
        gap = numerator * PARTS // denominator - self.centre
        if self.definition.rises:
            return WHOLE - self.width.share_below(gap - half_step, self.unit)
        return self.width.share_below(gap + half_step, self.unit)

    def _published(self, place: int) -> Decimal:
        amount = self.centre + self.unit * self.width.misses[place] // WHOLE
        if self.least is not None:
            amount = max(amount, self.least)
        if self.most is not None:
            amount = min(amount, self.most)
        decimals = self.definition.decimals
        return decimal_of(half_up(amount * 10**decimals, PARTS), decimals)
