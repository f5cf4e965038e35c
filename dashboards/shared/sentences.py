"""The sentence that opens a page: what stands, said aloud in a committee."""

from collections.abc import Sequence

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.shared.statuses import Mark

NARROW = "\u202f"


def finding(marks: Sequence[Mark], with_target: int, month: Month) -> str:
    """ "Dix objectifs sur vingt-sept sont atteints à fin septembre ; trois indicateurs sont sous le seuil." """
    when = f"à fin {french.month_name(month.year, month.number)}"
    if not with_target:
        return f"Aucun objectif n’est fixé {when}."
    keys = [mark.key for mark in marks]
    reached, below = keys.count("atteint"), keys.count("sous")
    if not reached + below + keys.count("entre"):
        return f"Aucun indicateur n’est encore mesuré {when}."
    out_of = french.count_word(with_target)
    if with_target == 1:
        first = f"Le seul objectif {'est' if reached else 'n’est pas'} atteint {when}"
    elif reached == with_target:
        first = f"Les {out_of} objectifs sont tous atteints {when}"
    elif reached == 0:
        first = f"Aucun des {out_of} objectifs n’est atteint {when}"
    else:
        verb = french.plural(reached, "objectif sur {} est atteint", "objectifs sur {} sont atteints")
        first = french.sentence(f"{french.count_word(reached)} {verb.format(out_of)} {when}")
    return f"{first}{NARROW}; {_below(below)}."


def _below(count: int) -> str:
    if count == 0:
        return "aucun indicateur n’est sous le seuil"
    return f"{french.count_word(count)} {french.plural(count, 'indicateur est', 'indicateurs sont')} sous le seuil"
