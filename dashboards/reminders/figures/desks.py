"""What lies on everybody's desk, read in a constant number of queries a contract."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, User
from accounts.rights import VALIDATORS, WRITERS
from commitments.ledger.state import State
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.reminders.figures.matters import Desk, Missing, Person, Returned, Waiting
from indicators.dues import to_enter
from indicators.handovers import handovers
from indicators.models import Indicator
from indicators.selectors import Known, LockRecord, known, locks_on


@dataclass(frozen=True, slots=True)
class Office:
    """A contract on a day: its indicators with their people, all that is known of them, and who may do what.

    `writers` are those who may enter what is assigned to them, `validators` those who may check, by primary key.
    """

    contract: Contract
    today: date
    indicators: Sequence[Indicator]
    known: Mapping[int, Known]
    locks: Mapping[Month, LockRecord]
    writers: frozenset[int]
    validators: Mapping[int, User]

    @property
    def closed(self) -> frozenset[Month]:
        return frozenset(month for month, lock in self.locks.items() if lock.is_closed)

    def holders(self, indicator: Indicator) -> tuple[User, ...]:
        return self._assigned(indicator, deputies=False)

    def deputies(self, indicator: Indicator) -> tuple[User, ...]:
        return self._assigned(indicator, deputies=True)

    def reached(self, indicator: Indicator) -> tuple[User, ...]:
        """Who is written to about an indicator: its holders who are there, else their deputies who are."""
        present = [each for each in self.holders(indicator) if self.is_reached(each)]
        return tuple(present or [each for each in self.deputies(indicator) if self.is_reached(each)])

    def is_reached(self, user: User) -> bool:
        """Whether a mail reaches somebody who may do what it asks for."""
        is_writer = user.pk in self.writers and user.is_active
        return is_writer and bool(user.email) and not user.is_away_on(self.today)

    def _assigned(self, indicator: Indicator, *, deputies: bool) -> tuple[User, ...]:
        found = [each.user for each in indicator.assignments.all() if each.is_deputy is deputies]
        return tuple(sorted(found, key=lambda user: user.username))


def office_of(contract: Contract, today: date) -> Office:
    """Eight queries."""
    indicators = list(
        Indicator.objects.filter(contract=contract)
        .with_definition()
        .prefetch_related("assignments__user")
        .order_by("position")
    )
    members = list(
        Membership.objects.filter(body=contract.body_id, user__is_active=True).select_related("user")
    )
    return Office(
        contract=contract,
        today=today,
        indicators=indicators,
        known=known(indicators),
        locks=locks_on(contract, today),
        writers=frozenset(each.user_id for each in members if each.role in WRITERS),
        validators={each.user_id: each.user for each in members if each.role in VALIDATORS},
    )


def missing_by_person(office: Office) -> dict[User, tuple[Missing, ...]]:
    """What each person who can be reached still has to enter, the oldest deadline first."""
    found: dict[User, list[Missing]] = defaultdict(list)
    series = {key: each.series for key, each in office.known.items()}
    for due in to_enter(office.indicators, series, office.closed, office.today):
        for user in office.reached(due.indicator):
            found[user].append(
                Missing(
                    code=due.indicator.code,
                    label=due.indicator.label,
                    month=due.month,
                    until=due.until,
                    url=_month_url(due.indicator, due.month),
                    instead_of=absentees_replaced(office, due.indicator, user),
                )
            )
    return {user: tuple(each) for user, each in found.items()}


def absentees_replaced(office: Office, indicator: Indicator, user: User) -> str:
    """The holders whom a deputy stands in for; "" for a holder."""
    if user in office.holders(indicator):
        return ""
    return french.listing([str(holder) for holder in office.holders(indicator)])


@dataclass(slots=True)
class _Pile:
    user: User
    missing: list[Missing] = field(default_factory=list)
    returned: list[Returned] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)

    @property
    def desk(self) -> Desk:
        person = Person(self.user.pk, str(self.user), self.user.wants_weekly_digest)
        return Desk(person, tuple(self.missing), tuple(self.returned), tuple(self.waiting))


def desks(today: date) -> list[tuple[User, Desk]]:
    """Everybody on whose desk something lies, with all their contracts."""
    piles: dict[int, _Pile] = {}

    def of(user: User) -> _Pile:
        return piles.setdefault(user.pk, _Pile(user))

    for contract in Contract.objects.select_related("body").order_by("pk"):
        office = office_of(contract, today)
        for user, missing in missing_by_person(office).items():
            of(user).missing.extend(missing)
        _add_handed_over(office, of)
    return [(pile.user, pile.desk) for _, pile in sorted(piles.items())]


def _add_handed_over(office: Office, of: Callable[[User], _Pile]) -> None:
    """What came back goes to those responsible, what was submitted to those who may accept it."""
    places = {
        (indicator.pk, month): indicator
        for indicator in office.indicators
        for month, record in office.known[indicator.pk].records.items()
        if record.fact is not None
        and record.state in {State.SOUMIS, State.RETOURNE}
        and month not in office.closed
    }
    since = handovers(places) if places else {}
    for (key, month), indicator in places.items():
        handover = since[key, month]
        if handover.standing.state is State.RETOURNE:
            for user in office.reached(indicator):
                of(user).returned.append(
                    Returned(
                        code=indicator.code,
                        label=indicator.label,
                        month=month,
                        by=handover.standing.actor,
                        reason=handover.standing.reason,
                        since=_paris(handover.standing.recorded_at),
                        url=_month_url(indicator, month),
                        instead_of=absentees_replaced(office, indicator, user),
                    )
                )
        else:
            for user in _checkers(office, handover.authors):
                of(user).waiting.append(
                    Waiting(
                        contract=str(office.contract),
                        code=indicator.code,
                        month=month,
                        since=_paris(handover.standing.recorded_at),
                        url=_url("validation", office.contract),
                    )
                )


def _checkers(office: Office, authors: Collection[int]) -> Iterator[User]:
    """Nobody is asked to accept what they entered, unless the contract lets them."""
    for user in office.validators.values():
        may_accept = office.contract.allows_own_validation or user.pk not in authors
        if may_accept and user.email and not user.is_away_on(office.today):
            yield user


def _paris(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def _month_url(indicator: Indicator, month: Month) -> str:
    return _url("month", indicator.contract, indicator.code, str(month))


def _url(name: str, contract: Contract, *more: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=[contract.body.code, contract.code, *more])}"
