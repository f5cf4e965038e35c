"""The cause of each difference between their figures and ours. Exact arithmetic; nothing is left out.

The most specific cause is named, which is the one that a coincidence explains least; the others that fit are listed.
"""

from collections import defaultdict

from cpg.shared.periods import Month
from indicators.domain.model import Absence, Fact
from indicators.domain.reconciling.causes import Cause, Explanation, Finding
from indicators.domain.reconciling.constants import constants
from indicators.domain.reconciling.figures import Beside
from indicators.domain.reconciling.hypotheses import correction, explanations, hypotheses, rounding


def name_differences(beside: Beside) -> list[Finding]:
    """One finding for each of the months, in their order."""
    differing = set(beside.differing)
    found = _explained(beside) if differing.intersection(beside.months) else {}
    return [_finding(beside, month, found.get(month, [])) for month in beside.months]


def _explained(beside: Beside) -> dict[Month, list[Explanation]]:
    by_month: dict[Month, list[Explanation]] = defaultdict(list)
    for month in beside.differing:
        for each in (rounding(beside, month), correction(beside, month)):
            if each is not None:
                by_month[month].append(each)
    runs = [each for hypothesis in hypotheses(beside) for each in explanations(beside, hypothesis)]
    for each in (*runs, *constants(beside)):
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
    first, *others = sorted(found, key=lambda each: each.chance)
    return Finding(month, first.cause, first, tuple(others))


def _cause_of_a_gap(ours: Fact | None, theirs: Fact | None) -> Cause:
    """An absence with its reason is no figure: where the other side has none either, they agree."""
    if _has_figure(ours):
        return Cause.MISSING_THERE
    return Cause.MISSING_HERE if _has_figure(theirs) else Cause.EQUAL


def _has_figure(fact: Fact | None) -> bool:
    return fact is not None and not isinstance(fact, Absence)
