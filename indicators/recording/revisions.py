"""The one place where a revision of a month is written and the pointer to it moved."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from commitments.ledger.state import State
from commitments.models import Change
from cpg.shared.periods import Month
from indicators.domain.model import Absence, Amount, Fact, Pair
from indicators.handovers import Place
from indicators.models import ActualRevision, Indicator, MonthlyActual

BATCH = 500


def standing_revision(indicator: Indicator, month: Month) -> ActualRevision | None:
    """The revision that stands, to be read under the contract's lock."""
    revisions = ActualRevision.objects.filter(
        current_of__indicator=indicator, current_of__month=month.first_day
    )
    return revisions.select_related("change").first()


def standing_revisions(places: Collection[Place]) -> dict[Place, ActualRevision]:
    """The same for many months at once; those in which nothing was ever entered are left out. One query."""
    found = ActualRevision.objects.filter(
        current_of__indicator__in={key for key, _ in places},
        current_of__month__in={month.first_day for _, month in places},
    )
    return {(each.indicator_id, Month.of(each.month)): each for each in found}


def after_correction(standing: ActualRevision | None) -> State:
    """The state of what replaces it: a month that was handed over waits for whoever validates, a draft stays one."""
    handed_over = standing is not None and standing.state in {State.SOUMIS, State.VALIDE}
    return State.SOUMIS if handed_over else State.SAISI


def columns_of(fact: Fact | None) -> Mapping[str, Any]:
    """A fact as the columns of a revision; nothing at all for a retraction."""
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


def add_revision(
    change: Change,
    indicator: Indicator,
    month: Month,
    fact: Fact | None,
    *,
    comment: str,
    state: State,
    reason: str,
    appreciation: str = "",
) -> ActualRevision:
    """Append the next version of a month and point to it. The contract is locked by the caller."""
    pointer = MonthlyActual.objects.filter(indicator=indicator, month=month.first_day).first()
    revision = ActualRevision.objects.create(
        indicator=indicator,
        month=month.first_day,
        version=pointer.version + 1 if pointer else 1,
        change=change,
        comment=comment,
        appreciation=appreciation,
        state=state,
        reason=reason,
        **columns_of(fact),
    )
    MonthlyActual.objects.update_or_create(
        indicator=indicator,
        month=month.first_day,
        defaults={"version": revision.version, "current": revision},
    )
    return revision


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
