"""What depends on the definitions of a contract, and so keeps some of their columns from changing."""

from dataclasses import dataclass
from typing import Self

from django.db.models import F, Q

from commitments.models import Contract
from indicators.closed_targets import closed_years
from indicators.domain.model import Aggregation
from indicators.models import ActualRevision, TargetRevision
from indicators.models.definition import COMPUTING

PUBLISHED = "un trimestre clos a été calculé ainsi"
ENTERED = "des mois ont été saisis ainsi"
JUDGED = "des cibles en dépendent"


@dataclass(frozen=True, slots=True)
class Dependents:
    """Whether the contract closed a quarter; which of its indicators, by primary key, have entered months, and targets
    whose seuil and objectif are ordered by the direction.
    """

    has_closed_a_quarter: bool
    entered: frozenset[int]
    judged: frozenset[int]

    @classmethod
    def of(cls, contract: Contract) -> Self:
        """Three queries."""
        entered = ActualRevision.objects.filter(
            Q(value__isnull=False) | Q(numerator__isnull=False), indicator__contract=contract
        )
        judged = TargetRevision.objects.filter(indicator__contract=contract, seuil__isnull=False).exclude(
            seuil=F("objectif")
        )
        return cls(
            has_closed_a_quarter=bool(closed_years(contract)),
            entered=frozenset(entered.order_by().values_list("indicator", flat=True).distinct()),
            judged=frozenset(judged.order_by().values_list("indicator", flat=True).distinct()),
        )

    def reason_to_keep(self, indicator_pk: int, name: str, before: object, after: object) -> str | None:
        """Why this column of a definition may not become that; None where it may."""
        if name == "direction" and indicator_pk in self.judged:
            return JUDGED
        if name == "aggregation" and indicator_pk in self.entered and _shape(before) != _shape(after):
            return ENTERED
        is_used = name in COMPUTING or (name == "base_year" and before is not None)
        return PUBLISHED if is_used and self.has_closed_a_quarter else None


def _shape(aggregation: object) -> bool:
    return Aggregation(str(aggregation)).takes_pair
