"""Échéances by the person who answers for them: the owner, else the deputy, else nobody. Each counts once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.models import User
from commitments.calendar import ActionStatus
from commitments.selectors import Item
from dashboards.shared.choices import NOBODY

LATE_FIRST = (
    ActionStatus.EN_RETARD,
    ActionStatus.EN_COURS,
    ActionStatus.A_VENIR,
    ActionStatus.REALISE,
    ActionStatus.ABANDONNE,
)


@dataclass(frozen=True, slots=True)
class PersonItems:
    """`person` is None for what nobody answers for."""

    person: User | None
    items: Sequence[Item]

    @property
    def name(self) -> str:
        return str(self.person) if self.person else "Sans responsable"

    @property
    def key(self) -> str:
        """What names them in an address."""
        return self.person.username if self.person else NOBODY

    @property
    def late_count(self) -> int:
        return sum(item.status is ActionStatus.EN_RETARD for item in self.items)

    @property
    def passed_count(self) -> int:
        """Of those late or under way, how many have a promised day that is over."""
        return sum(item.is_promise_passed for item in self.items)

    @property
    def status_counts(self) -> list[tuple[ActionStatus, int]]:
        """They add up to all of them."""
        statuses = [item.status for item in self.items]
        return [(status, statuses.count(status)) for status in LATE_FIRST]

    @property
    def rank(self) -> tuple[bool, int, int, str]:
        return self.person is None, -self.late_count, -self.passed_count, self.name


def by_person(items: Iterable[Item]) -> list[PersonItems]:
    """Who has most late comes first, nobody last; the items of each stay in the order given."""
    found: dict[User | None, list[Item]] = defaultdict(list)
    for item in items:
        found[item.owners.answering].append(item)
    return sorted(
        (PersonItems(person, listed) for person, listed in found.items()), key=lambda each: each.rank
    )
