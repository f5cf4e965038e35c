"""The effect that an action is declared to have on an indicator."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cpg.shared.periods import Month


@dataclass(frozen=True, slots=True)
class DeclaredEffect:
    """By how much the value of a period differs from what it would be without the action, once in full: from `start`
    on, in equal steps up to the month `full`.
    """

    amount: Decimal
    start: Month
    full: Month

    def at(self, month: Month) -> Fraction:
        """What is declared of that month: nothing before the start."""
        done, whole = _count(self.start, month), _count(self.start, self.full)
        return Fraction(self.amount) * Fraction(min(max(done, 0), whole), whole)


def _count(first: Month, last: Month) -> int:
    """How many months from one to the other, both included."""
    return 12 * (last.year - first.year) + last.number - first.number + 1
