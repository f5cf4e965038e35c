"""The last validation of each month, and who wrote it since."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from commitments.ledger.moves import authors_since_validated, exchanges
from commitments.ledger.state import State
from commitments.models import Contract
from cpg.shared.periods import Month
from indicators.models import ActualRevision, MonthlyActual
from indicators.selectors import MonthRecord, record_of

# An indicator, by its primary key, and one of its months.
type Place = tuple[int, Month]


@dataclass(frozen=True, slots=True)
class Handover:
    """A month since it was last validated. `validated` is the record of then, None if there was none; `entered` is the
    revision that brought its figures, `standing` the latest.

    `authors` are those who entered, corrected or submitted it since: they may not validate it. `exchanges` are all its
    returns, each with the submission that answered it.
    """

    standing: MonthRecord
    entered: MonthRecord
    validated: MonthRecord | None
    authors: frozenset[int]
    exchanges: Sequence[tuple[MonthRecord, MonthRecord | None]]


def handovers(places: Collection[Place]) -> dict[Place, Handover]:
    """The handovers of these months, without those never entered. One query."""
    return {place: _handover(records) for place, records in histories(places).items()}


def histories(places: Collection[Place]) -> dict[Place, list[MonthRecord]]:
    """All records of these months, the latest first, without those never entered. One query."""
    keys = {key for key, _ in places}
    days = {month.first_day for _, month in places}
    revisions = ActualRevision.objects.filter(indicator__in=keys, month__in=days)
    found: dict[Place, list[MonthRecord]] = defaultdict(list)
    for revision in revisions.select_related("change__actor").order_by("-version"):
        found[revision.indicator_id, Month.of(revision.month)].append(record_of(revision))
    return {place: found[place] for place in places if place in found}


def submitted_count(contract: Contract) -> int:
    """How many months wait for validation."""
    waiting = MonthlyActual.objects.filter(indicator__contract=contract, current__state=State.SOUMIS)
    return waiting.count()


def _handover(records: list[MonthRecord]) -> Handover:
    """Build the handover from the records of a month, the latest first."""
    validated = next((record for record in records if record.state is State.VALIDE), None)
    brought = (later for later, earlier in pairwise(records) if later.fact != earlier.fact)
    return Handover(
        standing=records[0],
        entered=next(brought, records[-1]),
        validated=validated,
        authors=authors_since_validated(records),
        exchanges=exchanges(records),
    )
