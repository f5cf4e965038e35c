"""What the page of differences computes: the quarter that is shown, its rows as filtered, what was received."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from commitments.models import Contract
from cpg.shared.periods import Quarter
from dashboards.models.reconciliation import CnavFile, StepState
from dashboards.reconciliation.differences import Difference, Reconciliation
from dashboards.reconciliation.forms import DifferenceFilters
from dashboards.reconciliation.selectors import files_of, reconciliation_of
from dashboards.reconciliation.words import CAUSES, details, evidence, figure, finding, others
from indicators.domain.reconciling import Cause
from indicators.models import Indicator

# Beyond, the file has them all.
MOST_SHOWN = 200
SIGNS: Mapping[Cause, tuple[str, str]] = {
    Cause.EQUAL: ("f-ok", "t-atteint"),
    Cause.UNEXPLAINED: ("f-refus", "t-sous"),
    Cause.MISSING_HERE: ("f-alerte", "t-entre"),
    Cause.MISSING_THERE: ("f-alerte", "t-entre"),
}
EXPLAINED = ("f-ok", "t-main")
# What says most first; a file may have hundreds of rounded figures.
ORDER = (
    Cause.UNEXPLAINED,
    Cause.SCOPE,
    Cause.SHIFTED,
    Cause.CORRECTED,
    Cause.MISSING_HERE,
    Cause.MISSING_THERE,
    Cause.ROUNDING,
    Cause.EQUAL,
)
NO_FILE = "Aucun chiffre de la Cnav n’est encore reçu"


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One month in words, for the table, the page of a difference and the file."""

    found: Difference

    @property
    def word(self) -> str:
        return CAUSES[self.found.cause]

    @property
    def shape(self) -> str:
        return SIGNS.get(self.found.cause, EXPLAINED)[0]

    @property
    def tone(self) -> str:
        return SIGNS.get(self.found.cause, EXPLAINED)[1]

    @property
    def ours(self) -> str:
        return figure(self.found.indicator, self.found.ours)

    @property
    def theirs(self) -> str:
        return figure(self.found.indicator, self.found.theirs)

    @property
    def evidence(self) -> str:
        return evidence(self.found)

    @property
    def others(self) -> str:
        return others(self.found)


class ReconciliationPage:
    """Two queries where nothing was received, seven otherwise."""

    def __init__(self, contract: Contract, query: Any) -> None:
        self.contract = contract
        self.files = files_of(contract)
        self.indicators = list(
            Indicator.objects.filter(contract=contract).with_definition().order_by("position")
        )
        codes = [(each.code, each.short_name) for each in self.indicators]
        self.filters = DifferenceFilters(query, self.files, codes)

    @cached_property
    def found(self) -> Reconciliation | None:
        asked = self.filters.asked["trimestre"]
        return reconciliation_of(self.contract, Quarter.parse(asked), self.indicators) if asked else None

    @property
    def title(self) -> str:
        return finding(self.found) if self.found else NO_FILE

    @property
    def details(self) -> str:
        return details(self.found) if self.found else ""

    @cached_property
    def kept(self) -> list[Difference]:
        """As filtered, those to settle first, then by cause; months that agree only where they are asked for."""
        asked = self.filters.asked
        every: Sequence[Difference] = self.found.months if self.found else ()
        listed = [
            each
            for each in every
            if asked["indicateur"] in {"", each.indicator.code}
            and (each.cause.value == asked["cause"] if asked["cause"] else not each.agrees)
            and _is_in_state(each, asked["etat"])
        ]
        return sorted(listed, key=lambda each: (not each.is_to_settle, ORDER.index(each.cause)))

    @property
    def rows(self) -> list[DifferenceRow]:
        return [DifferenceRow(each) for each in self.kept[:MOST_SHOWN]]

    @property
    def hidden(self) -> int:
        return max(0, len(self.kept) - MOST_SHOWN)

    @property
    def is_filtered(self) -> bool:
        return any(self.filters.asked[name] for name in ("indicateur", "cause", "etat"))

    @property
    def received(self) -> list[CnavFile]:
        return self.files


def _is_in_state(each: Difference, asked: str) -> bool:
    return (
        not asked
        or (asked == StepState.OPEN and each.is_to_settle)
        or (asked == StepState.SETTLED and each.is_settled)
    )
