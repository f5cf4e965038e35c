"""What was seen beside what was declared, in one of five words, and why nothing may be said (RC-28)."""

from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple


class Verdict(StrEnum):
    COMPATIBLE = "compatible"
    LESS = "moindre"
    MORE = "plus_fort"
    OPPOSITE = "contraire"
    UNKNOWN = "inconnu"


class Reason(StrEnum):
    """Why the data cannot tell; several may hold."""

    GIVEN_UP = "abandonnee"
    LEVEL = "palier"
    RARE = "rare"
    NOT_BEGUN = "a_venir"
    OTHER_ACTION = "autre_action"
    CHANGED = "definition"
    NEUTRALISED = "neutralise"
    FEW_BEFORE = "peu_avant"
    FEW_AFTER = "peu_apres"
    STILL = "immobile"
    BOTH = "les_deux"


class Interval(NamedTuple):
    low: Fraction
    high: Fraction

    def holds(self, number: Fraction) -> bool:
        return self.low <= number <= self.high


def verdict_of(interval: Interval, declared: Fraction) -> Verdict:
    """`declared` is never 0. UNKNOWN where both nothing and what was declared are in the interval."""
    if declared < 0:
        return verdict_of(Interval(-interval.high, -interval.low), -declared)
    if interval.holds(declared):
        return Verdict.UNKNOWN if interval.holds(Fraction(0)) else Verdict.COMPATIBLE
    if interval.low > declared:
        return Verdict.MORE
    return Verdict.OPPOSITE if interval.high < 0 else Verdict.LESS
