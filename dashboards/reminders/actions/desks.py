"""What lies on everybody's desk of the actions, read in a constant number of queries a contract."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, User
from accounts.rights import VALIDATORS, WRITERS
from commitments.ledger.moves import authors_since_validated
from commitments.ledger.state import State
from commitments.models import Contract
from commitments.quarterly_review import is_reviewed, last_ended
from commitments.selectors import Item, history_of, items_of
from dashboards.reminders.actions.matters import Asked, Desk, Returned, Waiting
from dashboards.reminders.figures import Person


@dataclass(slots=True)
class _Pile:
    user: User
    asked: list[Asked] = field(default_factory=list)
    returned: list[Returned] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)

    @property
    def desk(self) -> Desk:
        person = Person(self.user.pk, str(self.user), self.user.wants_weekly_digest)
        return Desk(person, tuple(self.asked), tuple(self.returned), tuple(self.waiting))


class Piles:
    """Everybody on whose desk something lies, contract after contract, on a day."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._piles: dict[int, _Pile] = {}

    def desks(self) -> list[tuple[User, Desk]]:
        return [(pile.user, pile.desk) for _, pile in sorted(self._piles.items())]

    def add(self, contract: Contract) -> None:
        """Six queries."""
        items = items_of(contract, self.today)
        members = Membership.objects.filter(body=contract.body_id, user__is_active=True).select_related(
            "user"
        )
        listed = list(members)
        writers = {each.user_id for each in listed if each.role in WRITERS}
        validators = {each.user_id: each.user for each in listed if each.role in VALIDATORS}
        self._add_of_owners(contract, items, writers)
        self._add_waiting(contract, items, list(validators.values()))

    def _add_of_owners(self, contract: Contract, items: list[Item], writers: Collection[int]) -> None:
        review = last_ended(self.today, contract.entry_delay_days)
        for item in items:
            record = item.record
            is_returned = record is not None and record.state is State.RETOURNE
            is_asked = item.is_open and item.year <= review.year and not is_reviewed(item, review)
            for user in self._reached(item, writers) if is_returned or is_asked else ():
                if record is not None and is_returned:
                    self._of(user).returned.append(
                        Returned(
                            name=item.name,
                            by=record.actor,
                            reason=record.returned_because,
                            since=timezone.localtime(record.recorded_at),
                            url=_item_url(item),
                        )
                    )
                else:
                    self._of(user).asked.append(
                        Asked(
                            contract=str(contract),
                            name=item.name,
                            ended=review.last_day,
                            until=review.until,
                            url=_url("actions_review", contract),
                            days_late=item.days_late,
                            instead_of=str(item.owners.owner or "") if user != item.owners.owner else "",
                        )
                    )

    def _reached(self, item: Item, writers: Collection[int]) -> Iterator[User]:
        """The owner who is there, else the deputy who is; nobody who no longer writes in that body."""
        for user in item.owners.people:
            if user.pk in writers and user.is_active and user.email and not user.is_away_on(self.today):
                yield user
                return

    def _add_waiting(self, contract: Contract, items: list[Item], validators: Collection[User]) -> None:
        """Nobody is asked to accept what they said, unless the contract lets them."""
        waiting = [item for item in items if item.record and item.record.state is State.SOUMIS]
        histories = history_of([item.planned.pk for item in waiting]) if waiting else {}
        for item in waiting:
            record = histories[item.planned.pk][0]
            authors = authors_since_validated(histories[item.planned.pk])
            for user in validators:
                may_accept = contract.allows_own_validation or user.pk not in authors
                if may_accept and user.email and not user.is_away_on(self.today):
                    self._of(user).waiting.append(
                        Waiting(
                            contract=str(contract),
                            name=item.name,
                            since=timezone.localtime(record.recorded_at),
                            url=_url("actions_validation", contract),
                        )
                    )

    def _of(self, user: User) -> _Pile:
        return self._piles.setdefault(user.pk, _Pile(user))


def desks(today: date) -> list[tuple[User, Desk]]:
    piles = Piles(today)
    for contract in Contract.objects.select_related("body").order_by("pk"):
        piles.add(contract)
    return piles.desks()


def _item_url(item: Item) -> str:
    return _url("follow_up", item.contract, str(item.fiche), item.action.code, item.place)


def _url(name: str, contract: Contract, *more: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=[contract.body.code, contract.code, *more])}"
