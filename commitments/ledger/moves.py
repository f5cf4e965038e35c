"""Submit, unsubmit, validate and return: the moves between those who enter something and those who check it, one frame
for the months of indicators and the échéances of actions.

saisi -> soumis -> valide, or retourne with a reason; soumis -> saisi as long as nobody decided. What was returned goes
again only changed, or with an answer to the reason, which the submission keeps. Many things move in one act, all or
nothing; every refusal names the rank of the thing that it is about.
"""

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from typing import Protocol

from django.db import transaction

from accounts.models import User
from accounts.rights import BodyOwned, Verb, may
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

    @property
    def answer(self) -> str:
        """What the step answers to the reason of a return; "" otherwise."""

    @property
    def owned(self) -> BodyOwned:
        """What rights are asked of."""


class SignedRevision(Protocol):
    """A revision of a month or of an échéance. `content` is what its author wrote: figures, state, comment."""

    @property
    def state(self) -> State: ...

    @property
    def actor_pk(self) -> int | None: ...

    @property
    def content(self) -> Hashable: ...

    @property
    def return_reason(self) -> str: ...

    @property
    def answer(self) -> str: ...


class Moves[Step, Thing: Movable, Revision](ABC):
    """The moves of one family. A family reads its things, decides why one may not move, and appends the next
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
    def histories(self, things: Sequence[Thing]) -> Sequence[Sequence[SignedRevision]]:
        """All revisions of each thing, the latest first. One query."""

    @abstractmethod
    def append(self, change: Change, things: Sequence[Thing], state: State) -> list[Revision]:
        """Append a revision of each that differs in its state only. The act has the reason of a return, each thing its
        answer.
        """

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
        unanswered = _unanswered(things, self.histories(things))
        raise_first({**self.submission_refusals(things), **unanswered})
        verb = f"{self.prefix}submit"
        change = open_change(locked, actor=actor, origin=origin, verb=verb, moment=moment)
        return self.append(change, things, State.SOUMIS)

    @transaction.atomic
    def unsubmit(
        self,
        *,
        contract: Contract,
        steps: Sequence[Step],
        actor: User | None,
        origin: Origin,
        moment: datetime | None = None,
    ) -> list[Revision]:
        """Take back what was submitted, as long as nobody decided on it: it is a draft again. Whoever validates does so
        only with what they entered or submitted themselves; what others did, they return with a reason.
        """
        locked, things = self._prepared(contract, steps, actor, Verb.SUBMIT)
        decided = {State.SAISI, State.VALIDE, State.RETOURNE}
        raise_first(_in_states(things, decided, "n’attend pas de validation", "not_submitted"))
        if actor is not None:
            raise_first(_of_others(things, self.histories(things), actor))
        verb = f"{self.prefix}unsubmit"
        change = open_change(locked, actor=actor, origin=origin, verb=verb, moment=moment)
        return self.append(change, things, State.SAISI)

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
            raise_first(_own_entries(things, self.histories(things), actor))
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
    things: Sequence[Movable], histories: Sequence[Sequence[SignedRevision]], actor: User
) -> dict[int, Refusal]:
    return {
        rank: Refusal(
            f"{thing.name} est votre propre saisie\u00a0: une autre personne doit la valider.", "own_entry"
        )
        for rank, (thing, history) in enumerate(zip(things, histories, strict=True))
        if thing.state is not State.VALIDE and actor.pk in authors_since_validated(history)
    }


def _of_others(
    things: Sequence[Movable], histories: Sequence[Sequence[SignedRevision]], actor: User
) -> dict[int, Refusal]:
    return {
        rank: Refusal(
            f"{thing.name} a été soumis par une autre personne\u00a0: renvoyez-le avec un motif.",
            "submitted_by_another",
        )
        for rank, (thing, history) in enumerate(zip(things, histories, strict=True))
        if not may_take_back(actor, thing.owned, history)
    }


def may_take_back(actor: User, owned: BodyOwned, history: Iterable[SignedRevision]) -> bool:
    """Whether that person may unsubmit it. Who validates does so with what they entered or submitted themselves."""
    if not may(actor, Verb.SUBMIT, owned):
        return False
    return not may(actor, Verb.VALIDATE, owned) or actor.pk in authors_since_validated(history)


def _unanswered(
    things: Sequence[Movable], histories: Sequence[Sequence[SignedRevision]]
) -> dict[int, Refusal]:
    refused = {}
    for rank, (thing, history) in enumerate(zip(things, histories, strict=True)):
        returned = standing_return(history)
        if refusal := reason_to_refuse_answer(thing.name, thing.answer, history, returned):
            refused[rank] = refusal
    return refused


def reason_to_refuse_answer[R: SignedRevision](
    name: str, answer: str, history: Sequence[R], returned: R | None
) -> Refusal | None:
    """Why a submission with that answer is refused: none to a return that changed nothing, or one to no return."""
    if returned is not None and not answer.strip():
        return Refusal(
            f"{name} a été renvoyé («\u00a0{returned.return_reason}\u00a0») et n’a pas changé\u00a0: corrigez-le, ou "
            "répondez à ce motif.",
            "return_unanswered",
        )
    if answer.strip() and last_return(history) is None:
        return Refusal(f"{name} n’a pas été renvoyé\u00a0: il n’y a rien à répondre.", "nothing_to_answer")
    return None


def authors_since_validated(revisions: Iterable[SignedRevision]) -> frozenset[int]:
    """Who entered, corrected or submitted it since it was last validated: the people who may not validate it. The
    latest revision comes first.
    """
    since = takewhile(_is_not_validated, revisions)
    pks = (each.actor_pk for each in since if each.state in {State.SAISI, State.SOUMIS})
    return frozenset(pk for pk in pks if pk is not None)


def last_return[R: SignedRevision](revisions: Iterable[R]) -> R | None:
    """The last return since it was last validated. The latest revision comes first."""
    since = takewhile(_is_not_validated, revisions)
    return next((each for each in since if each.state is State.RETOURNE), None)


def standing_return[R: SignedRevision](revisions: Sequence[R]) -> R | None:
    """The last return, while what was returned is still as it was: it must be answered to go again."""
    returned = last_return(revisions)
    is_changed = returned is None or revisions[0].content != returned.content
    return None if is_changed else returned


def exchanges[R: SignedRevision](revisions: Sequence[R]) -> list[tuple[R, R | None]]:
    """Every return with the submission that answered it, None where it was not answered in words; the latest first."""
    found: list[tuple[R, R | None]] = []
    answered = None
    for each in revisions:
        if each.state is State.SOUMIS and each.answer:
            answered = each
        elif each.state is State.RETOURNE:
            found.append((each, answered))
            answered = None
    return found


def _is_not_validated(revision: SignedRevision) -> bool:
    return revision.state is not State.VALIDE
