"""What mails about months and about échéances share: whom they reach, and the words around."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.conf import settings
from django.urls import reverse

from accounts.models import Membership, User
from accounts.outbox import Letter
from accounts.rights import VALIDATORS, WRITERS
from commitments.models import Contract
from cpg.shared import french
from dashboards.addresses import contract_url

# Of every mail that says what a person has to do, whoever sends it.
KIND = "rappel"
# Less than the column holds.
SUBJECT_LENGTH = 180


@dataclass(frozen=True, slots=True)
class Staff:
    """Who belongs to the body of a contract on a day, who may enter there and who may check, by primary key."""

    contract: Contract
    today: date
    members: frozenset[int]
    writers: frozenset[int]
    validators: Mapping[int, User]

    def is_reached(self, user: User) -> bool:
        """Whether a mail reaches somebody who may do what it asks for."""
        return user.pk in self.writers and self._reads_mails(user)

    def is_member_reached(self, user: User) -> bool:
        """The same of a decision of the committee, which any member may be named to do."""
        return user.pk in self.members and self._reads_mails(user)

    def checkers(self, authors: Collection[int]) -> list[User]:
        """Who is asked to validate what `authors` entered: not they, unless the contract allows it."""
        return [
            user
            for user in self.validators.values()
            if (self.contract.allows_own_validation or user.pk not in authors) and self._reads_mails(user)
        ]

    def _reads_mails(self, user: User) -> bool:
        return bool(user.email) and not user.is_away_on(self.today)


def members_by_right(contract: Contract) -> tuple[frozenset[int], frozenset[int], dict[int, User]]:
    """The active members of its body: all, those who may enter, and those who may check. One query."""
    members = list(
        Membership.objects.filter(body=contract.body_id, user__is_active=True).select_related("user")
    )
    return (
        frozenset(each.user_id for each in members),
        frozenset(each.user_id for each in members if each.role in WRITERS),
        {each.user_id: each.user for each in members if each.role in VALIDATORS},
    )


@dataclass(slots=True)
class Tray[ToDo, HandedOver, Overdue]:
    """What concerns one person, of months or of échéances: what they have to do, what came back to them, what waits for
    them to validate it, and what is overdue though nothing reminds of it: a comment that is owed, an échéance that is
    late and reviewed.
    """

    to_do: list[ToDo] = field(default_factory=list)
    returned: list[HandedOver] = field(default_factory=list)
    waiting: list[HandedOver] = field(default_factory=list)
    overdue: list[Overdue] = field(default_factory=list)


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


def letter(
    user: User, day: date, sections: Sequence[MailSection], *, opening: str = "", title: str = ""
) -> Letter:
    """The mail of that day: a person has only one, as its key says, whether the calendar or a person sends it.

    `opening` comes before what it is about, `title` before the subject.
    """
    closing = (
        "Une absence, ou un seul courriel par semaine\u202f? C’est dans votre compte\u00a0:\n"
        f"{address(reverse('account'))}\n\nCe courriel est envoyé par le suivi du contrat, ne lui répondez pas."
    )
    parts = [f"Bonjour {user},", opening, *(each.text for each in sections), closing]
    return Letter(
        kind=KIND,
        key=f"{KIND}/{user.pk}/{day}",
        subject=_subject(title, sections),
        body="\n\n".join(filter(None, parts)) + "\n",
    )


def _subject(title: str, sections: Sequence[MailSection]) -> str:
    words = ", ".join(each.summary for each in sections)
    text = f"{title}\u00a0: {words}" if title else french.sentence(words)
    return text if len(text) <= SUBJECT_LENGTH else f"{text[:SUBJECT_LENGTH]}…"
