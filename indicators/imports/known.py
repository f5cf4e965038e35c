"""What the rows of a file are checked against, read once whatever their number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from accounts.clock import localdate
from accounts.models import User
from commitments.ledger.refusals import Refusal
from commitments.models import Contract
from cpg.shared.periods import Month
from indicators.domain.model import Fact
from indicators.models import Indicator, MonthlyActual
from indicators.refusals import reason_to_refuse
from indicators.selectors import closed_months


@dataclass(slots=True)
class ImportScope:
    """`actor` None is the shell. `body` is the body of rows that name none. `only` are the indicators of a source, by
    primary key; None for a file of somebody's own.
    """

    contracts: list[Contract]
    actor: User | None
    body: str
    today: date
    only: frozenset[int] | None = None
    indicators: dict[tuple[int, str], Indicator] = field(default_factory=dict)
    standing: dict[tuple[int, Month], MonthlyActual] = field(default_factory=dict)
    closed: dict[int, frozenset[Month]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, contracts: list[Contract], actor: User | None, body: str, only: frozenset[int] | None = None
    ) -> "ImportScope":
        only_body = contracts[0].body.code if len({each.body_id for each in contracts}) == 1 else ""
        known = cls(contracts, actor, body or only_body, localdate(), only)
        indicators = Indicator.objects.filter(contract__in=contracts).with_definition()
        known.indicators = {
            (each.contract_id, each.code): each for each in indicators.prefetch_related("assignments")
        }
        pointers = MonthlyActual.objects.filter(indicator__contract__in=contracts).select_related("current")
        known.standing = {(each.indicator_id, each.at): each for each in pointers}
        known.closed = {each.pk: closed_months(each, known.today) for each in contracts}
        return known

    def contract_of(self, body: str, month: Month | None) -> Contract | None:
        """The body's contract that covers the month, else any of its contracts."""
        of_body = [each for each in self.contracts if each.body.code == body]
        covering = (each for each in of_body if month is not None and month.year in each.years)
        return next(covering, next(iter(of_body), None))

    def nearest_codes(self, contract: Contract, code: str) -> list[str]:
        """The codes of the contract that look like this one: those of the same number first."""
        codes = [known for key, known in self.indicators if key == contract.pk]
        return nearest(code, codes)

    def reason_to_refuse(self, indicator: Indicator, month: Month) -> Refusal | None:
        closed = self.closed[indicator.contract_id]
        holds = self.fact_of(indicator, month) is not None
        return reason_to_refuse(indicator, month, today=self.today, closed=closed, holds_value=holds)

    def fact_of(self, indicator: Indicator, month: Month | None) -> Fact | None:
        """What the month holds; nothing is held by a month that could not be read."""
        pointer = self.standing.get((indicator.pk, month)) if month else None
        return pointer.current.fact if pointer else None


def nearest(code: str, codes: Sequence[str]) -> list[str]:
    """At most three of the codes: those with the same number, then those that are written alike."""
    number = re.search(r"[0-9]+", code)
    same = [
        each
        for each in codes
        if number and (found := re.search(r"[0-9]+", each)) and int(found[0]) == int(number[0])
    ]
    alike = get_close_matches(code.upper(), codes, n=3, cutoff=0.5)
    return list(dict.fromkeys([*same, *alike]))[:3]
