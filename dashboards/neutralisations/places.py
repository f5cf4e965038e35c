"""The due months of a contract that were ever neutralised, each with all that was decided about it."""

from collections import defaultdict
from dataclasses import dataclass

from commitments.models import Contract
from cpg.shared.periods import Month
from indicators.models import Indicator, NeutralisationRevision


@dataclass(frozen=True, slots=True)
class NeutralisedPlace:
    """A due month of an indicator; its decisions come with who took them, the latest last."""

    indicator: Indicator
    month: Month
    decisions: tuple[NeutralisationRevision, ...]

    @property
    def version(self) -> int:
        return self.decisions[-1].version

    @property
    def is_neutralised(self) -> bool:
        return self.decisions[-1].is_neutralised

    @property
    def anchor(self) -> str:
        """Where the page shows it."""
        return f"{self.indicator.code}-{self.month}"


def neutralised_places(contract: Contract) -> tuple[NeutralisedPlace, ...]:
    """The latest month first, then in the order of the contract. One query."""
    revisions = NeutralisationRevision.objects.filter(indicator__contract=contract)
    read = revisions.select_related(
        "change__actor", "indicator__current_definition", "indicator__current_terms"
    )
    places: dict[tuple[Indicator, Month], list[NeutralisationRevision]] = defaultdict(list)
    for each in read.order_by("-month", "indicator__position", "version"):
        places[each.indicator, Month.of(each.month)].append(each)
    return tuple(
        NeutralisedPlace(indicator, month, tuple(decisions))
        for (indicator, month), decisions in places.items()
    )
