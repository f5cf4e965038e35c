"""What a month of an indicator may hold, for forms, files and programs alike."""

from dataclasses import dataclass

# SQLite keeps 15 digits: ten before the decimal sign and four after it stay exact, and so do the sums of a contract.
LIMIT = 10**10


@dataclass(frozen=True, slots=True)
class EntryRules:
    """`unit` is the value's; `decimals` are those that an entry may have; a bounded numerator never exceeds its
    denominator. Percentages and evolutions may be negative, counts and amounts may not.
    """

    unit: str
    decimals: int
    takes_pair: bool
    numerator_bounded: bool

    @property
    def may_be_negative(self) -> bool:
        return not self.takes_pair and self.unit == "%"
