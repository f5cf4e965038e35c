"""What may move between those who say something and those who check it: the rules, for the months of indicators and the
échéances of actions alike.

saisi -> soumis -> valide, or retourne with a reason. Whoever said something since it was last validated does not
validate it. Many things move in one act, all or nothing; each that is refused is told by its place among them.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Protocol

from accounts.models import User
from commitments.ledger.refusals import Refusal, raise_first
from commitments.ledger.state import State


@dataclass(frozen=True, slots=True)
class Standing:
    """One thing that is to move. `name` begins a sentence."""

    name: str
    state: State


def require_each[T](
    things: Sequence[T],
    *,
    place: Callable[[T], Hashable],
    refusal: Callable[[int, T], Refusal | None],
    twice: Callable[[T], str],
) -> None:
    """Refuse those that may not be written, by their rank and themselves, and those whose place is given twice, which
    `twice` says.
    """
    refused = {}
    seen: set[Hashable] = set()
    for rank, thing in enumerate(things):
        again = place(thing) in seen
        found = Refusal(twice(thing), "twice_in_the_file") if again else refusal(rank, thing)
        if found:
            refused[rank] = found
        seen.add(place(thing))
    raise_first(refused)


def require_not_handed_over(things: Sequence[Standing]) -> None:
    _refuse(things, {State.SOUMIS, State.VALIDE}, "est déjà soumis", "already_submitted")


def require_not_returned(things: Sequence[Standing]) -> None:
    _refuse(things, {State.RETOURNE}, "est déjà renvoyé", "already_returned")


def require_somebody_else(
    things: Sequence[Standing], authors: Sequence[frozenset[int]], actor: User | None
) -> None:
    """Nobody validates their own words. What is validated already stays as it is, whoever asks."""
    raise_first(
        {
            rank: Refusal(
                f"{thing.name} est votre propre saisie\u00a0: une autre personne doit la valider.",
                "own_entry",
            )
            for rank, (thing, whose) in enumerate(zip(things, authors, strict=True))
            if actor is not None and thing.state is not State.VALIDE and actor.pk in whose
        }
    )


def required_reason(reason: str, what: str) -> str:
    """Why something is given back; `what` names it in the refusal of one that says nothing."""
    if not reason.strip():
        raise Refusal(f"Dites pourquoi vous renvoyez {what}.", "reason_missing")
    return reason.strip()


def _refuse(things: Sequence[Standing], states: set[State], said: str, code: str) -> None:
    raise_first(
        {
            rank: Refusal(f"{thing.name} {said}.", code)
            for rank, thing in enumerate(things)
            if thing.state in states
        }
    )


class Signed(Protocol):
    """A revision of a month or of an échéance."""

    @property
    def state(self) -> State: ...

    @property
    def actor_pk(self) -> int | None: ...


def authors_since_validated(revisions: Iterable[Signed]) -> frozenset[int]:
    """Who entered, corrected or submitted: the people who may not validate. The latest revision comes first."""
    since = takewhile(lambda revision: revision.state is not State.VALIDE, revisions)
    said = (each.actor_pk for each in since if each.state in {State.SAISI, State.SOUMIS})
    return frozenset(pk for pk in said if pk is not None)
