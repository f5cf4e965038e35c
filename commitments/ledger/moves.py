"""Submit, validate and return: the moves between those who enter something and those who check it, one frame for the
months of indicators and the échéances of actions.

saisi -> soumis -> valide, or retourne with a reason. Many things move in one act, all or nothing; every refusal names
the rank of the thing that it is about.
"""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from typing import Protocol

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.refusals import Refusal, raise_first, require_each
from commitments.ledger.state import State
from commitments.models import Change, Contract, Origin, lock_contract, open_change


class Movable(Protocol):
    """A thing that may move, with what is recorded of it under the contract's lock."""

    @property
    def name(self) -> str:
        """Begins the sentence of a refusal."""

    @property
    def state(self) -> State: ...


class Moves[Step, Thing: Movable, Revision](ABC):
    """The three moves of one family. A family reads its things, decides why one may not move, and appends the next
    revisions; the rest is the same for all.

    A `Step` names a thing and the version of it that the person saw.
    """

    # Before the verb in the acts of the family (`Change.verb`).
    prefix = ""
    # In the refusal of a return without a reason.
    what: str

    @abstractmethod
    def place(self, step: Step) -> Hashable:
        """What an act may name only once."""

    @abstractmethod
    def given_twice(self, step: Step) -> str:
        """The sentence for a thing that one act names twice."""

    @abstractmethod
    def read(
        self, contract: Contract, steps: Sequence[Step], actor: User | None, verb: Verb
    ) -> list[Thing | Refusal]:
        """The thing of each step, or why it may not move: rights, the expected version, nothing recorded. A constant
        number of queries; the contract is locked.
        """

    @abstractmethod
    def authors(self, things: Sequence[Thing]) -> list[frozenset[int]]:
        """Of each thing, who may not validate it (`authors_since_validated`)."""

    @abstractmethod
    def append(self, change: Change, things: Sequence[Thing], state: State) -> list[Revision]:
        """Append a revision of each that differs in its state only. The act has the reason of a return."""

    def submission_refusals(self, things: Sequence[Thing]) -> Mapping[int, Refusal]:
        """What else keeps these from being submitted, by rank."""
        return {}

    @transaction.atomic
    def submit(
        self,
        *,
        contract: Contract,
        steps: Sequence[Step],
        actor: User | None,
        origin: Origin,
        moment: datetime | None = None,
    ) -> list[Revision]:
        """Give to whoever validates."""
        locked, things = self._prepared(contract, steps, actor, Verb.SUBMIT)
        raise_first(_in_states(things, {State.SOUMIS, State.VALIDE}, "est déjà soumis", "already_submitted"))
        raise_first(self.submission_refusals(things))
        verb = f"{self.prefix}submit"
        change = open_change(locked, actor=actor, origin=origin, verb=verb, moment=moment)
        return self.append(change, things, State.SOUMIS)

    @transaction.atomic
    def validate(
        self,
        *,
        contract: Contract,
        steps: Sequence[Step],
        actor: User | None,
        origin: Origin,
        moment: datetime | None = None,
    ) -> list[Revision]:
        """Record that these were checked. Nobody validates what they entered, unless the contract allows it; what is
        validated already stays as it is.
        """
        locked, things = self._prepared(contract, steps, actor, Verb.VALIDATE)
        if actor is not None and not locked.allows_own_validation:
            raise_first(_own_entries(things, self.authors(things), actor))
        chosen = [thing for thing in things if thing.state is not State.VALIDE]
        if not chosen:
            return []
        verb = f"{self.prefix}validate"
        change = open_change(locked, actor=actor, origin=origin, verb=verb, moment=moment)
        return self.append(change, chosen, State.VALIDE)

    @transaction.atomic
    def return_(
        self,
        *,
        contract: Contract,
        steps: Sequence[Step],
        reason: str,
        actor: User | None,
        origin: Origin,
        moment: datetime | None = None,
    ) -> list[Revision]:
        """Give back to whoever entered these, with what is to be looked at."""
        locked, things = self._prepared(contract, steps, actor, Verb.VALIDATE)
        raise_first(_in_states(things, {State.RETOURNE}, "est déjà renvoyé", "already_returned"))
        why = reason.strip()
        if not why:
            raise Refusal(f"Dites pourquoi vous renvoyez {self.what}.", "reason_missing")
        verb = f"{self.prefix}return"
        change = open_change(locked, actor=actor, origin=origin, verb=verb, reason=why, moment=moment)
        return self.append(change, things, State.RETOURNE)

    def _prepared(
        self, contract: Contract, steps: Sequence[Step], actor: User | None, verb: Verb
    ) -> tuple[Contract, list[Thing]]:
        """Lock the contract and read the things; refuse those that may not move and those named twice."""
        locked = lock_contract(contract.pk)
        read = self.read(locked, steps, actor, verb)
        refused = {rank: each for rank, each in enumerate(read) if isinstance(each, Refusal)}
        require_each(
            steps, place=self.place, refusal=lambda rank, _: refused.get(rank), twice=self.given_twice
        )
        return locked, [each for each in read if not isinstance(each, Refusal)]


def _in_states(things: Sequence[Movable], states: set[State], words: str, code: str) -> dict[int, Refusal]:
    return {
        rank: Refusal(f"{thing.name} {words}.", code)
        for rank, thing in enumerate(things)
        if thing.state in states
    }


def _own_entries(
    things: Sequence[Movable], authors: Sequence[frozenset[int]], actor: User
) -> dict[int, Refusal]:
    return {
        rank: Refusal(
            f"{thing.name} est votre propre saisie\u00a0: une autre personne doit la valider.", "own_entry"
        )
        for rank, (thing, pks) in enumerate(zip(things, authors, strict=True))
        if thing.state is not State.VALIDE and actor.pk in pks
    }


class SignedRevision(Protocol):
    """A revision of a month or of an échéance."""

    @property
    def state(self) -> State: ...

    @property
    def actor_pk(self) -> int | None: ...


def authors_since_validated(revisions: Iterable[SignedRevision]) -> frozenset[int]:
    """Who entered, corrected or submitted it since it was last validated: the people who may not validate it. The
    latest revision comes first.
    """
    since = takewhile(lambda revision: revision.state is not State.VALIDE, revisions)
    pks = (each.actor_pk for each in since if each.state in {State.SAISI, State.SOUMIS})
    return frozenset(pk for pk in pks if pk is not None)
