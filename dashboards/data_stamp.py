"""What the figures of contracts are at a moment, as one short text: the same text, the same pages.

It is read in one query at each request and covers every way in which a page may change: an act of the contract (its
sequence), a series that waits or was rebuilt (`Indicator.recomputed`, never twice the same), and each word or rule
that stands in the tables themselves, whoever rewrote it and by whatever means.
"""

from collections.abc import Sequence
from hashlib import blake2b

from commitments.models import Contract, Ownership
from indicators.models import Assignment, Indicator

# What says that a series was rebuilt, or waits.
STATE = ("pk", "recomputed", "pending__wanted_sequence", "pending__requested_at")
SCORES = ("code", "position", "label", "weight", "measure__code", "theme__position", "theme__title")
EVERYTHING = (
    *SCORES,
    "fiche_label",
    "first_year",
    "base_year",
    "entry_delay_days",
    "measure__unit",
    "measure__decimals",
    "measure__direction",
    "measure__aggregation",
    "measure__frequency",
    "measure__numerator_label",
    "measure__denominator_label",
    "fiche__position",
    "fiche__title",
)

PEOPLE = (
    "indicator",
    "is_deputy",
    "user",
    "user__username",
    "user__first_name",
    "user__last_name",
    "user__is_active",
)

OWNERS = (
    "current__owner__username",
    "current__owner__first_name",
    "current__owner__last_name",
    "current__owner__is_active",
)


def stamp_of(contracts: Sequence[Contract], columns: Sequence[str] = EVERYTHING) -> str:
    """Of contracts that were just read, each with its body. `columns` are those of the indicators that the page reads
    besides their attainments. One query.
    """
    rows = Indicator.objects.filter(contract__in=contracts).order_by("contract_id", "position")
    own = [_columns(each) + _columns(each.body) for each in contracts]
    return _digest((own, list(rows.values_list(*STATE, *columns))))


def stamp_with_people(contracts: Sequence[Contract]) -> str:
    """The same for a page that also names who fills in each indicator, and who answers for actions. Three queries."""
    people = Assignment.objects.filter(indicator__contract__in=contracts).order_by("pk")
    owners = Ownership.objects.filter(action__engagement__fiche__contract__in=contracts).order_by("pk")
    told = [list(people.values_list(*PEOPLE)), list(owners.values_list(*OWNERS))]
    return f"{stamp_of(contracts)} {_digest(told)}"


def _digest(told: object) -> str:
    return blake2b(repr(told).encode(), digest_size=16).hexdigest()


def _columns(row: object) -> list[object]:
    """What the row held when it was read; what Django keeps beside it is no column."""
    return [value for name, value in sorted(vars(row).items()) if not name.startswith("_")]
