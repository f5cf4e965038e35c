"""The contracts of a person who has several, as cards: where each is, and what waits for them there."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.state import State
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.models import Alert
from dashboards.models.resolution import Resolution, ResolutionState
from dashboards.shared.coverage import expected_month, expected_text, is_expected
from indicators.domain import RollUp, Term, month_shown, reference_month, roll_up
from indicators.domain.model import Status
from indicators.models import Assignment, MonthlyActual, SourceArrival, StoredAttainment
from indicators.selectors import last_months_with_data


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many months the person may validate, months that came back to them, files of sources that they are to
    confirm, decisions of the committee that they answer for, and alerts that they have not read.
    """

    submitted: int
    returned: int
    arrived: int
    decisions: int
    alerts: int

    @property
    def texts(self) -> list[str]:
        listed = (
            (self.submitted, "mois à valider", "mois à valider"),
            (self.returned, "mois renvoyé à reprendre", "mois renvoyés à reprendre"),
            (self.arrived, "fichier à confirmer", "fichiers à confirmer"),
            (self.decisions, "décision du comité à mener", "décisions du comité à mener"),
            (self.alerts, "alerte non lue", "alertes non lues"),
        )
        return [french.counted(count, one, many) for count, one, many in listed if count]


@dataclass(frozen=True, slots=True)
class Card:
    """A contract at the end of its month; `total` is None before it begins."""

    contract: Contract
    month: Month
    total: RollUp | None
    expected: str
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class Cards:
    cards: tuple[Card, ...]

    @property
    def running(self) -> list[Card]:
        return [card for card in self.cards if card.contract.is_running]

    @property
    def coming(self) -> list[Card]:
        return [card for card in self.cards if card.contract.is_to_come]

    @property
    def ended(self) -> list[Card]:
        return [card for card in self.cards if not card.contract.is_running and not card.contract.is_to_come]


# A row of an indicator: its contract, its primary key, its code, and what a total is made of.
type _Rows = Mapping[int, Sequence[tuple[int, Term]]]


def cards_of(user: User, contracts: Sequence[Contract]) -> Cards:
    """By the names of bodies. Eight queries, whatever the number of contracts; none where there is none."""
    if not contracts:
        return Cards(())
    months = _months(contracts)
    rows = _rows(months)
    totals = {key: roll_up(term for _, term in listed) for key, listed in rows.items()}
    not_due = {pk for key, listed in rows.items() for pk, term in listed if term.key in totals[key].not_due}
    expected = _expected(not_due, months)
    waiting = _waiting(user, contracts)
    named = sorted(contracts, key=lambda each: (each.body.short_name, -each.first_year))
    return Cards(
        tuple(
            Card(
                contract=each,
                month=months[each.pk],
                total=None if each.is_to_come else totals.get(each.pk, roll_up([])),
                expected=expected_text(
                    [expected.get(pk) for pk, _ in rows.get(each.pk, []) if pk in not_due], months[each.pk]
                ),
                waiting=waiting[each.pk],
            )
            for each in named
        )
    )


def _months(contracts: Sequence[Contract]) -> Mapping[int, Month]:
    """The month that the dashboard of each shows (RC-17). One query."""
    with_data, today = last_months_with_data(contracts), localdate()
    return {
        each.pk: month_shown(
            reference_month(today, each.entry_delay_days, each.first_year, each.last_year),
            with_data.get(each.pk),
        )
        for each in contracts
    }


def _rows(months: Mapping[int, Month]) -> _Rows:
    at: dict[Month, list[int]] = defaultdict(list)
    for key, month in months.items():
        at[month].append(key)
    wanted = Q()
    for month, keys in at.items():
        wanted |= Q(month=month.first_day, indicator__contract__in=keys)
    listed = StoredAttainment.objects.filter(wanted).order_by().values_list(
        "indicator__contract", "indicator", "indicator__code",
        "weight", "objectif_annual", "status", "score", "is_floor",
    )  # fmt: skip
    rows: dict[int, list[tuple[int, Term]]] = defaultdict(list)
    for contract, pk, code, weight, objectif, status, score, is_floor in listed:
        term = Term(code, weight, objectif is not None, Status(status), score, is_floor)
        rows[contract].append((pk, term))
    return rows


def _expected(keys: Collection[int], months: Mapping[int, Month]) -> Mapping[int, Month]:
    """When each of the indicators that are not due yet first will be. One query."""
    earliest = min(months.values(), default=Month.of(localdate()))
    listed = (
        StoredAttainment.objects.filter(indicator__in=keys, month__gt=earliest.first_day)
        .order_by("indicator", "month")
        .values_list(
            "indicator", "indicator__contract", "month", "status", "objectif_to_date", "objectif_annual"
        )
    )
    later: dict[int, list[tuple[Month, bool]]] = defaultdict(list)
    after: dict[int, Month] = {}
    for pk, contract, day, status, objectif, annual in listed:
        later[pk].append((Month.of(day), is_expected(Status(status), objectif, annual)))
        after[pk] = months[contract]
    found = {pk: expected_month(each, after[pk]) for pk, each in later.items()}
    return {pk: month for pk, month in found.items() if month is not None}


def _waiting(user: User, contracts: Sequence[Contract]) -> Mapping[int, Waiting]:
    """Five queries."""
    validated = [each.pk for each in contracts if may(user, Verb.VALIDATE, each)]
    submitted = _counts(
        MonthlyActual.objects.filter(indicator__contract__in=validated, current__state=State.SOUMIS)
    )
    assigned = Assignment.objects.filter(user=user, indicator__contract__in=[each.pk for each in contracts])
    returned = _counts(
        MonthlyActual.objects.filter(
            indicator__in=assigned.values("indicator"), current__state=State.RETOURNE
        )
    )
    decided = Resolution.objects.all().in_state(ResolutionState.OPEN).held_by(user)
    counts = (
        submitted,
        returned,
        _counts(SourceArrival.objects.all().waiting().filter(job__user=user), "source__contract"),
        _counts(decided, "contract"),
        _counts(Alert.objects.filter(user=user, read_at=None)),
    )
    return {each.pk: Waiting(*(count.get(each.pk, 0) for count in counts)) for each in contracts}


def _counts(rows: QuerySet[Any], contract: str = "indicator__contract") -> Mapping[int, int]:
    """How many rows of each contract, which is at that path."""
    counted = rows.order_by().values(of=F(contract)).annotate(count=Count("pk"))
    return {row["of"]: row["count"] for row in counted}
