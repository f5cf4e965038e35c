"""What was decided about the periods of a contract, one act after the other, each with what became of its periods."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from commitments.models import Change, Contract
from cpg.shared.periods import Month
from indicators.models import Indicator, NeutralisationRevision


@dataclass(frozen=True, slots=True)
class DecidedPeriod:
    """One decision on one period; `later` is the next one on the same period, None while this one holds."""

    decision: NeutralisationRevision
    later: NeutralisationRevision | None

    @property
    def indicator(self) -> Indicator:
        return self.decision.indicator

    @property
    def month(self) -> Month:
        return Month.of(self.decision.month)

    @property
    def anchor(self) -> str:
        """Where the list shows what holds for this period."""
        return f"{self.indicator.code}-{self.month}"


@dataclass(frozen=True, slots=True)
class Act:
    """Periods that one person neutralised together, or counted again together, for one reason."""

    change: Change
    periods: tuple[DecidedPeriod, ...]

    @property
    def is_neutralised(self) -> bool:
        return self.periods[0].decision.is_neutralised

    @property
    def indicators(self) -> int:
        return len({each.decision.indicator_id for each in self.periods})

    @property
    def standing(self) -> list[DecidedPeriod]:
        """The periods that are neutralised by this act and by no later one."""
        return [each for each in self.periods if each.later is None] if self.is_neutralised else []


def decisions_of(contract: Contract) -> list[NeutralisationRevision]:
    """Every decision, by indicator and month in the order of the contract. One query."""
    revisions = NeutralisationRevision.objects.filter(indicator__contract=contract)
    read = revisions.select_related(
        "change__actor", "indicator__current_definition", "indicator__current_terms"
    )
    return list(read.order_by("indicator__position", "month", "version"))


def acts_of(decisions: Sequence[NeutralisationRevision]) -> list[Act]:
    """The latest first. No query; the decisions come as `decisions_of` gives them."""
    found: dict[Change, list[DecidedPeriod]] = defaultdict(list)
    for each, following in pairwise([*decisions, None]):
        if each is not None:
            later = following if following is not None and _is_same_period(each, following) else None
            found[each.change].append(DecidedPeriod(each, later))
    latest_first = sorted(found, key=lambda change: change.sequence, reverse=True)
    return [Act(change, tuple(found[change])) for change in latest_first]


def _is_same_period(one: NeutralisationRevision, other: NeutralisationRevision) -> bool:
    return (one.indicator_id, one.month) == (other.indicator_id, other.month)
