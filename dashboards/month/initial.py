"""What the form of a month starts with: what the month holds, as a person would type it."""

from cpg.shared.figures import plain
from dashboards.month.forms import VALUE
from indicators.domain.model import Absence, Amount, Fact, Pair
from indicators.selectors import MonthRecord


def initial_of(standing: MonthRecord | None) -> dict[str, object]:
    if standing is None:
        return {"version": 0, "kind": VALUE}
    said = {"comment": standing.comment, "appreciation": standing.appreciation}
    return {"version": standing.version, "kind": VALUE} | said | _typed(standing.fact)


def _typed(fact: Fact | None) -> dict[str, object]:
    match fact:
        case Pair(numerator, denominator):
            return {"numerator": plain(numerator), "denominator": plain(denominator)}
        case Amount(value):
            return {"value": plain(value)}
        case Absence(kind, reason):
            return {"kind": kind.value, "absence_reason": reason}
        case None:
            return {}
