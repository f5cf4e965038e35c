"""Late actions, person by person."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from commitments.selectors import Item

AT_MOST = 2


@dataclass(frozen=True, slots=True)
class LatePerson:
    """`user` is None for what nobody answers for; the échéances, the longest late first."""

    user: User | None
    items: Sequence[Item]

    @property
    def shown(self) -> Sequence[Item]:
        return self.items[:AT_MOST]

    @property
    def more(self) -> int:
        return max(0, len(self.items) - AT_MOST)


def by_person(items: Sequence[Item]) -> list[LatePerson]:
    """Who has most first; what nobody answers for at the end. The échéances come the longest late first."""
    found: dict[User | None, list[Item]] = {}
    for item in items:
        found.setdefault(item.owners.owner or item.owners.deputy, []).append(item)
    people = [LatePerson(user, of_user) for user, of_user in found.items()]
    return sorted(people, key=lambda each: (each.user is None, -len(each.items), str(each.user)))
