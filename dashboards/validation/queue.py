"""What waits for a validation in a contract, and all that is needed to say what it does, read in a constant number of
queries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.timezone import localdate

from accounts.models import User
from commitments.ledger.state import State
from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.shared.effects import parts_of, themes_of
from indicators.domain.effects import WeightedSeries
from indicators.domain.model import Fact
from indicators.handovers import Handover, Place, handovers
from indicators.models import Evidence, Indicator
from indicators.selectors import closed_months, known


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submitted month of an indicator, and the people to whom the indicator is assigned, its holders first."""

    indicator: Indicator
    month: Month
    handover: Handover
    people: tuple[User, ...]
    is_closed: bool
    proofs: int

    @property
    def before(self) -> Fact | None:
        """What stood when the month was last validated."""
        return self.handover.validated.fact if self.handover.validated else None


@dataclass(frozen=True, slots=True)
class Queue:
    """In the order of the contract, then of time. `parts` are all the indicators of the contract."""

    waiting: tuple[Waiting, ...]
    parts: tuple[WeightedSeries, ...]
    themes: Mapping[int, str]


def queue_of(contract: Contract) -> Queue:
    """Nine queries."""
    indicators: Sequence[Indicator] = list(
        Indicator.objects.filter(contract=contract)
        .with_definition()
        .prefetch_related("assignments__user")
        .order_by("position")
    )
    found = known(indicators)
    submitted = [
        (indicator, month)
        for indicator in indicators
        for month, record in sorted(found[indicator.pk].records.items())
        if record.state is State.SOUMIS
    ]
    since = handovers([(indicator.pk, month) for indicator, month in submitted])
    closed = closed_months(contract, localdate())
    proofs = _proofs(contract)
    return Queue(
        waiting=tuple(
            Waiting(
                indicator,
                month,
                since[indicator.pk, month],
                people_of(indicator),
                is_closed=month in closed,
                proofs=proofs.get((indicator.pk, month), 0),
            )
            for indicator, month in submitted
        ),
        parts=parts_of(indicators, found),
        themes=themes_of(indicators),
    )


def _proofs(contract: Contract) -> dict[Place, int]:
    """How many stand for each month."""
    standing = Evidence.objects.filter(indicator__contract=contract, withdrawn=None)
    counted = standing.values("indicator", "month").annotate(count=Count("pk")).order_by()
    return {(each["indicator"], Month.of(each["month"])): each["count"] for each in counted}


def people_of(indicator: Indicator) -> tuple[User, ...]:
    """The assignments come prefetched with their people."""
    assignments = sorted(indicator.assignments.all(), key=lambda each: (each.is_deputy, each.user.username))
    return tuple(each.user for each in assignments)
