"""Who can do what in a body, as the rights of the code answer it for each person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Body, User
from accounts.rights import VERB_LABELS, Role, Verb, may, may_somewhere
from accounts.sign_on.links import awaits_a_password
from commitments.models import Ownership
from commitments.selectors import Owners
from indicators.models import Assignment

EVERYWHERE, IF_ASSIGNED, NOT = "oui", "ce qui lui est attribué", "non"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """`answers` go with VERB_LABELS."""

    person: User
    held: tuple[Role, ...]
    answers: tuple[str, ...]
    indicators: int
    actions: int

    @property
    def roles(self) -> list[str]:
        return [role.label for role in self.held]

    @property
    def is_awaited(self) -> bool:
        """Whether another invitation may be sent, as `foresee` says it."""
        return self.person.is_active and bool(self.held) and awaits_a_password(self.person)

    @property
    def state(self) -> str:
        if not self.person.is_active:
            return "fermé"
        return "ouvert" if self.person.last_login else "invité, jamais connecté"


@dataclass(frozen=True, slots=True)
class Profile:
    """People who have the same roles and get the same answers."""

    name: str
    people: list[User]


def table_of(rows: Sequence[PersonRow]) -> tuple[list[Profile], list[tuple[str, list[str]]]]:
    """Who can do what: a column for each profile, a row for each verb with its answers."""
    found: dict[tuple[tuple[Role, ...], tuple[str, ...]], list[User]] = {}
    for row in rows:
        found.setdefault((row.held, row.answers), []).append(row.person)
    keys = sorted(found, key=lambda key: (not key[0], [list(Role).index(role) for role in key[0]]))
    profiles = [
        Profile(_profile_name(held, found[held, answers]), found[held, answers]) for held, answers in keys
    ]
    verbs = enumerate(VERB_LABELS.values())
    return profiles, [(label, [answers[rank] for _, answers in keys]) for rank, label in verbs]


def _profile_name(held: tuple[Role, ...], people: Sequence[User]) -> str:
    if any(each.is_active for each in people):
        return ", ".join(role.label for role in held)
    return "Comptes fermés"


def people_of(body: Body) -> list[User]:
    """By name. Two queries."""
    people = list(User.objects.filter(memberships__body=body).distinct())
    User.read_roles(people)
    return sorted(people, key=lambda each: (str(each).casefold(), each.username))


def rights_of(body: Body, people: Sequence[User]) -> list[PersonRow]:
    """Two queries."""
    held = Assignment.objects.filter(indicator__contract__body=body)
    indicators = Counter(held.values_list("user", flat=True))
    owned = Ownership.objects.filter(action__engagement__fiche__contract__body=body)
    actions = Counter(
        person.pk
        for each in owned.select_related("current__owner", "current__deputy")
        for person in Owners.of(each.current).people
    )
    return [
        PersonRow(
            person,
            tuple(role for role in Role if role in person.roles_in(body.pk)),
            tuple(_answer(person, verb, body) for verb in VERB_LABELS),
            indicators[person.pk],
            actions[person.pk],
        )
        for person in people
    ]


def _answer(person: User, verb: Verb, body: Body) -> str:
    if may(person, verb, body):
        return EVERYWHERE
    return IF_ASSIGNED if may_somewhere(person, verb, body.pk) else NOT
