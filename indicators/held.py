"""What the months of a contract hold now, read once for a page that shows them and computes with them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from commitments.ledger.state import State
from cpg.shared.periods import Month
from indicators.domain.model import Fact, Series
from indicators.models import Indicator
from indicators.models.actual import FACT_COLUMNS, fact_of
from indicators.prepared import PreparedRead
from indicators.selectors import definitions_of, series_from, standing_revisions

ENTERED = PreparedRead(
    lambda keys: (
        standing_revisions(keys)
        .order_by()
        .values_list("indicator_id", "month", "state", "appreciation", *FACT_COLUMNS)
    )
)


class Held(NamedTuple):
    """What a month holds: its fact, None where it was retracted, with its state and what its author thinks of it."""

    fact: Fact | None
    state: State
    appreciation: str


type HeldMonths = Mapping[tuple[int, date], Held]


def held_months(keys: Sequence[int]) -> HeldMonths:
    """What every month that was ever entered holds now, by indicator and first day. One query.

    Thousands of months: columns, and no instance of a model for each.
    """
    return {
        (key, day): Held(fact_of(*columns), State(state), appreciation)
        for key, day, state, appreciation, *columns in ENTERED(keys)
    }


def series_holding(indicators: Iterable[Indicator], held: HeldMonths) -> dict[int, Series]:
    """The same as `series_by_key` now, from months that were read already. Four queries."""
    facts: dict[int, dict[Month, Fact]] = defaultdict(dict)
    for (key, day), month in held.items():
        if month.fact is not None:
            facts[key][Month.of(day)] = month.fact
    return series_from(definitions_of(indicators), facts, None)
