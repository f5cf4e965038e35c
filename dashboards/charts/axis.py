"""A vertical axis with round graduations."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from cpg.shared import french

ROUND_STEPS = (1, 2, 2.5, 5, 10)
WANTED_TICKS = 5
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Axis:
    """Map values to ordinates between `top` and `bottom` (pixels, downwards)."""

    low: float
    high: float
    step: float
    top: float
    bottom: float

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def ticks(self) -> list[tuple[float, str]]:
        """The ordinate and the label of each graduation."""
        count = round((self.high - self.low) / self.step)
        if self.step >= MILLION / 10:
            return [(self.y(value), _in_millions(value)) for value in self._values(count)]
        decimals = max(
            0,
            -floor(log10(self.step))
            + (1 if str(self.step / 10 ** floor(log10(self.step))).startswith("2.5") else 0),
        )
        return [
            (self.y(value), french.number(Decimal(repr(value)), decimals)) for value in self._values(count)
        ]

    def _values(self, count: int) -> list[float]:
        return [self.low + rank * self.step for rank in range(count + 1)]


def axis_over(
    values: Iterable[float], *, from_zero: bool, top: float, bottom: float, wanted: int = WANTED_TICKS
) -> Axis:
    """The smallest round axis that contains all values, of about `wanted` steps; it contains zero for values that
    accumulate.
    """
    listed = list(values) or [0.0, 1.0]
    low, high = min(listed), max(listed)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high == low:
        low, high = (low - 1, high + 1) if not from_zero else (low, low + 1)
    step = _round_step((high - low) / wanted)
    return Axis(floor(low / step) * step, ceil(high / step) * step, step, top, bottom)


def _round_step(rough: float) -> float:
    magnitude = 10 ** floor(log10(rough))
    return next(float(step * magnitude) for step in ROUND_STEPS if step * magnitude >= rough * 0.999)


def _in_millions(value: float) -> str:
    """`1,5 M`: seven digits would not fit beside a narrow chart."""
    return f"{french.trimmed(Decimal(round(value)) / MILLION)}{french.NO_BREAK}M" if value else "0"
