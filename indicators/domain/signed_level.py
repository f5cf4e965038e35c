"""What a month is likely to hold where its series is too young to tell: what the targets of the year ask of it."""

from fractions import Fraction
from typing import NamedTuple

from cpg.shared.periods import Month
from indicators.domain.model import Aggregation, Series
from indicators.domain.targets import SignedTargets, YearTargets
from indicators.domain.timeline import Timeline

# What is counted one by one comes irregularly: a share of the year's target below this says nothing of a month.
LEAST_SHARE = 10
TIMES = 5
POINTS = 5
WHOLE = 100


class Asked(NamedTuple):
    """The least and the most that seuil and objectif of the year ask of a month, in the unit of the value."""

    least: Fraction
    most: Fraction

    def is_far(self, value: Fraction, *, is_percentage: bool) -> bool:
        """Whether a value above zero is a few times less or more. Small percentages differ by a few points."""
        if not self.least > 0 or value <= 0:
            return False
        if is_percentage and self.least - POINTS <= value <= self.most + POINTS:
            return False
        return value * TIMES < self.least or value > self.most * TIMES

    def nearest(self, value: Fraction) -> Fraction:
        return min(max(value, self.least), self.most)


def year_targets(series: Series, month: Month) -> YearTargets | None:
    """The targets of the month's year in the version of the month."""
    timeline = Timeline(series)
    return SignedTargets(timeline).at(timeline.index(month)) if timeline.holds(month) else None


def asked_of(series: Series, month: Month) -> Asked | None:
    """None without seuil or objectif that year, and for an evolution, whose months may be anything around it."""
    year = year_targets(series, month)
    if year is None or series.definition.aggregation is Aggregation.EVOLUTION:
        return None
    index = year.timeline.index(month)
    found = _share(year, index) if series.definition.accumulates else _levels(year, index)
    return Asked(min(found), max(found)) if found else None


def _share(year: YearTargets, index: int) -> list[Fraction]:
    """The part of the year's targets that its profile gives to the period that ends with the month."""
    elapsed = year.timeline.elapsed
    weight = elapsed[index + 1] - elapsed[max(0, index + 1 - year.timeline.period)]
    shares = [
        Fraction(line.step * weight, line.whole * 10**year.decimals)
        for line in (year.seuil, year.objectif)
        if line is not None
    ]
    is_small = year.timeline.definition.is_counted_one_by_one and any(each < LEAST_SHARE for each in shares)
    return [] if is_small else shares


def _levels(year: YearTargets, index: int) -> list[Fraction]:
    """Seuil and objectif of the year, and for a level also what is due of them by the month."""
    due = year.due_at(index)
    quotients = [each for each in (due.seuil, due.objectif) if each is not None]
    annual = [each for each in (year.seuil_annual, year.objectif_annual) if each is not None]
    return [*(Fraction(*each) for each in quotients), *(Fraction(each) for each in annual)]


def is_a_share_of_a_whole(series: Series, month: Month, value: Fraction) -> bool | None:
    """Whether a percentage fits 0..100; None where that year's seuil and objectif do not both lie there.

    Targets of zero do not say that a value below zero is impossible.
    """
    year = year_targets(series, month)
    signed = (
        []
        if year is None
        else [each for each in (year.seuil_annual, year.objectif_annual) if each is not None]
    )
    if not signed or not all(0 <= each <= WHOLE for each in signed):
        return None
    return value <= WHOLE and (value >= 0 or 0 in signed)
