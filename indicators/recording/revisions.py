"""The one place where a revision of a month is written and the pointer to it moved."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from commitments.ledger.state import State
from cpg.shared.periods import Month
from indicators.domain.model import Absence, Amount, Fact, Pair
from indicators.handovers import Place
from indicators.models import ActualRevision, MonthlyActual
from indicators.selectors import standing_revisions

BATCH = 500


def revisions_at(places: Collection[Place]) -> dict[Place, ActualRevision]:
    """The current revision of these months, with its change, to be read under the contract's lock. One query.

    Months in which nothing was ever entered are left out.
    """
    revisions = standing_revisions({key for key, _ in places})
    of_months = revisions.filter(month__in={month.first_day for _, month in places})
    return {(each.indicator_id, Month.of(each.month)): each for each in of_months.select_related("change")}


def state_after(before: ActualRevision | None, fact: Fact | None) -> State:
    """The state of what replaces `before`: a month that was handed over waits again for whoever validates; all others,
    and a month that is emptied, are drafts.
    """
    handed_over = before is not None and before.state in {State.SOUMIS, State.VALIDE}
    return State.SOUMIS if handed_over and fact is not None else State.SAISI


def columns_of(fact: Fact | None) -> Mapping[str, Any]:
    """A fact as the columns of a revision; all empty for a month that is emptied."""
    columns: dict[str, Decimal | str | None] = {
        "numerator": None,
        "denominator": None,
        "value": None,
        "absence": "",
        "absence_reason": "",
    }
    match fact:
        case Pair(numerator, denominator):
            return columns | {"numerator": numerator, "denominator": denominator}
        case Amount(value):
            return columns | {"value": value}
        case Absence(kind, reason):
            return columns | {"absence": kind.value, "absence_reason": reason}
        case None:
            return columns


def append_revisions(revisions: Sequence[ActualRevision]) -> list[ActualRevision]:
    """Append the next versions of many months, already numbered, and point to them: a few queries for each 500. The
    contract is locked by the caller.
    """
    written = ActualRevision.objects.bulk_create(revisions, batch_size=BATCH)
    MonthlyActual.objects.bulk_create(
        [
            MonthlyActual(
                indicator_id=revision.indicator_id,
                month=revision.month,
                version=revision.version,
                current=revision,
            )
            for revision in written
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["indicator", "month"],
        update_fields=["version", "current"],
    )
    return written
