"""The cause of each difference between their figures and ours. Exact arithmetic; nothing is left out.

The most specific cause is named, which is the one that a coincidence explains least; the others that fit are listed.
Where two causes are proved alike, or none is, the difference stays unexplained, and what fits is no more than a lead.
"""

from collections import defaultdict
from dataclasses import replace

from cpg.shared.periods import Month
from indicators.domain.model import Absence, Fact
from indicators.domain.reconciling.causes import Cause, Explanation, Finding
from indicators.domain.reconciling.constants import constants
from indicators.domain.reconciling.figures import Beside
from indicators.domain.reconciling.hypotheses import correction, explanations, hypotheses
from indicators.domain.reconciling.rounding import roundings

# What is said of a run of months, and so may be said of the same run in another way.
OF_A_RUN = {Cause.SHIFTED, Cause.SCOPE}


def name_differences(beside: Beside) -> list[Finding]:
    """One finding for each of the months, in their order."""
    differing = set(beside.differing)
    found = _explained(beside) if differing.intersection(beside.months) else {}
    return [_finding(beside, month, found.get(month, [])) for month in beside.months]


def _explained(beside: Beside) -> dict[Month, list[Explanation]]:
    by_month: dict[Month, list[Explanation]] = defaultdict(list)
    corrections = [found for month in beside.differing if (found := correction(beside, month)) is not None]
    runs = [each for hypothesis in hypotheses(beside) for each in explanations(beside, hypothesis)]
    runs += constants(beside)
    runs = [replace(each, is_contested=any(_is_rival(each, other) for other in runs)) for each in runs]
    for each in (*roundings(beside), *corrections, *runs):
        for month in each.months:
            by_month[month].append(each)
    return by_month


def _finding(beside: Beside, month: Month, found: list[Explanation]) -> Finding:
    ours, theirs = beside.our_fact(month), beside.theirs.get(month)
    if not _has_figure(ours) or not _has_figure(theirs):
        return Finding(month, _cause_of_a_gap(ours, theirs))
    if not found:
        is_same = month in beside.compared and month not in beside.differing
        return Finding(month, Cause.EQUAL if is_same or ours == theirs else Cause.UNEXPLAINED)
    first, *others = sorted(found, key=lambda each: (not each.is_enough, each.chance))
    if not first.is_enough or first.is_contested:
        return Finding(month, Cause.UNEXPLAINED, others=(first, *others))
    return Finding(month, first.cause, first, tuple(others))


def _is_rival(first: Explanation, other: Explanation) -> bool:
    """Whether another cause says it of as many of these months, or nearly: of figures that grow by the same step each
    month, a shift is a constant difference.
    """
    return (
        other.is_enough
        and {first.cause, other.cause} == OF_A_RUN
        and len(first.months) < 2 * len({*first.months} & {*other.months})
    )


def _cause_of_a_gap(ours: Fact | None, theirs: Fact | None) -> Cause:
    """An absence with its reason is no figure: where the other side has none either, they agree."""
    if _has_figure(ours):
        return Cause.MISSING_THERE
    return Cause.MISSING_HERE if _has_figure(theirs) else Cause.EQUAL


def _has_figure(fact: Fact | None) -> bool:
    return fact is not None and not isinstance(fact, Absence)
