"""Lists of choices of filters: fiches and people, with what an address asks for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from accounts.models import User
from commitments.models import Fiche

NOBODY = "personne"


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a list: its value in the address, what is read, and whether it is the one asked for."""

    value: str
    label: str
    is_chosen: bool


def choices_of(options: Iterable[tuple[str, str]], asked: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, label, value == asked) for value, label in options)


def choices_waiting(options: Iterable[tuple[str, str]], asked: str) -> tuple[Choice, ...]:
    """What waits, and what is asked for even where nothing of it waits any more."""
    choices = choices_of(options, asked)
    if asked and not any(choice.is_chosen for choice in choices):
        choices = (*choices, Choice(asked, f"{asked} (rien n’attend)", is_chosen=True))
    return choices


def fiche_options(fiches: Iterable[Fiche]) -> list[tuple[str, str]]:
    named = sorted({(each.position, each.title) for each in fiches})
    return [(str(number), f"{number}. {title}") for number, title in named]


def people_options(answering: Collection[Collection[User]]) -> list[tuple[str, str]]:
    """The people who answer for each thing, by name; then nobody, where a thing has none."""
    named = sorted({(str(person), person.username) for people in answering for person in people})
    options = [(username, name) for name, username in named]
    return options if all(answering) else [*options, (NOBODY, "Sans responsable")]


def is_answered_by(people: Collection[User], asked: str) -> bool:
    """Whether the person asked for answers for it; everybody does where none is asked for."""
    usernames = {each.username for each in people}
    return not asked or asked in usernames or (asked == NOBODY and not usernames)
