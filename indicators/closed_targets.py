"""Years whose targets a closed quarter has used: they may be changed by an avenant, not by a corrected file."""

from collections import defaultdict

from commitments.models import Contract
from cpg.shared.periods import Month
from indicators.domain.model import Aggregation
from indicators.models import Indicator, LockRevision


def closed_years(contract: Contract) -> frozenset[int]:
    """The years in which all three months of a quarter were closed, even if one was reopened since."""
    # From the revisions and not from the current locks: a quarter reopened since was published all the same.
    closed: dict[tuple[int, int], set[int]] = defaultdict(set)
    for day in LockRevision.objects.filter(contract=contract, is_locked=True).values_list("month", flat=True):
        month = Month.of(day)
        closed[month.year, month.quarter].add(month.number)
    return frozenset(year for (year, _), months in closed.items() if len(months) == 3)


def was_used(indicator: Indicator, year: int, closed: frozenset[int]) -> bool:
    """Whether a closed quarter has used this target. A running total uses those of earlier years too (RC-8)."""
    if indicator.definition.aggregation is Aggregation.CUMUL_CONTRAT:
        return any(year <= each for each in closed)
    return year in closed
