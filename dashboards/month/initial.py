"""What the form of a month starts with: what stands, as a person would type it."""

from accounts.models import User
from cpg.shared.figures import plain
from dashboards.month.forms import VALUE
from indicators.domain.model import Absence, Amount, Fact, Pair
from indicators.recording import owes_no_reason
from indicators.selectors import MonthRecord


def owes_reason(standing: MonthRecord | None, user: User) -> bool:
    """Whether the person must say why they change what stands."""
    if standing is None or standing.fact is None:
        return False
    return not owes_no_reason(standing.state, standing.actor_pk, user)


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
