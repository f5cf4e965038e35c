"""What mails about months and about échéances share: whom they reach, a person's desk, the words around, posting."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, OutboxMail, User
from accounts.outbox import Letter, post
from accounts.rights import VALIDATORS, WRITERS
from commitments.ledger.reminders import LastMails
from commitments.models import Contract
from cpg.shared import french
from dashboards.addresses import contract_url


@dataclass(frozen=True, slots=True)
class Staff:
    """Who may enter and who may check in the body of a contract on a day, by primary key."""

    contract: Contract
    today: date
    writers: frozenset[int]
    validators: Mapping[int, User]

    def is_reached(self, user: User) -> bool:
        """Whether a mail reaches somebody who may do what it asks for."""
        return user.pk in self.writers and user.is_active and self._reads_mails(user)

    def checkers(self, authors: Collection[int]) -> list[User]:
        """Who is asked to validate what `authors` entered: not they, unless the contract allows it."""
        return [
            user
            for user in self.validators.values()
            if (self.contract.allows_own_validation or user.pk not in authors) and self._reads_mails(user)
        ]

    def _reads_mails(self, user: User) -> bool:
        return bool(user.email) and not user.is_away_on(self.today)


def writers_and_validators(contract: Contract) -> tuple[frozenset[int], dict[int, User]]:
    """The active members of its body who may enter, and those who may check. One query."""
    members = list(
        Membership.objects.filter(body=contract.body_id, user__is_active=True).select_related("user")
    )
    return (
        frozenset(each.user_id for each in members if each.role in WRITERS),
        {each.user_id: each.user for each in members if each.role in VALIDATORS},
    )


@dataclass(slots=True)
class Desk[ToDo, HandedOver]:
    """All that concerns one person, whatever the contract: what they have to do, what came back to them, and what waits
    for them to validate it.
    """

    user: User
    to_do: list[ToDo] = field(default_factory=list)
    returned: list[HandedOver] = field(default_factory=list)
    waiting: list[HandedOver] = field(default_factory=list)


class Desks[ToDo, HandedOver](dict[User, Desk[ToDo, HandedOver]]):
    """The desk of each person on which something lies."""

    def __missing__(self, user: User) -> Desk[ToDo, HandedOver]:
        self[user] = Desk(user)
        return self[user]

    def by_user(self) -> list[Desk[ToDo, HandedOver]]:
        return sorted(self.values(), key=lambda desk: desk.user.pk)


@dataclass(frozen=True, slots=True)
class MailSection:
    """A part of a mail, and its few words in the subject."""

    summary: str
    text: str


def section(summary: str, blocks: Iterable[str], heading: str = "") -> MailSection:
    """`heading` begins the text where the summary alone would not."""
    return MailSection(summary, "\n\n".join([f"{french.sentence(heading or summary)}\u00a0:", *blocks]))


def returned_block(title: str, by: str, reason: str, path: str) -> str:
    """Something that came back: from whom, why, and where to correct it."""
    author = f"{by}\u00a0: " if by else ""
    return f"- {title}\n  {author}«\u00a0{reason}\u00a0»\n  {address(path)}"


def waiting_blocks[T](
    waiting: Iterable[T], contract_of: Callable[[T], Contract], route: str, names: Callable[[list[T]], str]
) -> list[str]:
    """What waits, contract by contract, with the page where it is validated."""
    placed = [
        (str(contract_of(each)), address(contract_url(contract_of(each), route)), each) for each in waiting
    ]
    placed.sort(key=lambda each: each[:2])
    return [
        f"- {contract}\u00a0: {names([each for _, _, each in group])}\n  {url}"
        for (contract, url), group in groupby(placed, key=lambda each: each[:2])
    ]


def instead_of(names: str) -> str:
    """After what a deputy is asked for; nothing when they stand in for nobody."""
    return f" (à la place de {names})" if names else ""


def address(path: str) -> str:
    """As a mail needs it, with its host."""
    return f"{settings.PUBLIC_URL}{path}"


def mail_body(user: User, *parts: str) -> str:
    """A mail from its first word to its last: whom it is for, what it says, and how to get fewer."""
    closing = (
        "Une absence, ou un seul courriel par semaine\u202f? C’est dans votre compte\u00a0:\n"
        f"{address(reverse('account'))}\n\nCe courriel est envoyé par le suivi du contrat, ne lui répondez pas."
    )
    return "\n\n".join([f"Bonjour {user},", *parts, closing]) + "\n"


def letter(kind: str, user: User, day: date, subject: str, sections: Iterable[MailSection]) -> Letter:
    """The mail of that kind and that day: a person has only one."""
    return Letter(
        kind, f"{kind}/{user.pk}/{day}", subject, mail_body(user, *(each.text for each in sections))
    )


def post_planned[ToDo, HandedOver](
    kinds: Collection[str],
    desks: Callable[[date], list[Desk[ToDo, HandedOver]]],
    plan: Callable[[Desk[ToDo, HandedOver], LastMails, datetime], list[Letter]],
) -> int:
    """Post what `plan` makes of everybody's desk now; returns how many mails that makes.

    Run twice, it posts nothing new: each letter has its key, and each kind its day.
    """
    now = timezone.localtime()
    mails = _last_mails(kinds)
    planned = [
        (desk.user, each)
        for desk in desks(now.date())
        for each in plan(desk, mails.get(desk.user.pk, {}), now)
    ]
    return sum(post(user=user, letter=each, moment=now) for user, each in planned)


def _last_mails(kinds: Collection[str]) -> dict[int, dict[str, datetime]]:
    """When each person, by primary key, last got a mail of each of these kinds."""
    latest = (
        OutboxMail.objects.filter(kind__in=kinds)
        .order_by()
        .values_list("user_id", "kind")
        .annotate(last=Max("created_at"))
    )
    mails: dict[int, dict[str, datetime]] = {}
    for user_pk, kind, last in latest:
        mails.setdefault(user_pk, {})[kind] = timezone.localtime(last)
    return mails
