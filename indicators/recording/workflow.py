"""Submit, unsubmit, validate and return months: the part of `commitments.ledger.moves` that is particular to months.

Only the state changes: figures stay the same, and nothing is recomputed. A month corrected later is submitted again.
What was submitted before its month closed can still be decided: the files of the quarter keep what they have.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from accounts.webhooks.events import EventKind
from accounts.webhooks.posting import announce
from commitments.ledger.moves import Moves
from commitments.ledger.refusals import Refusal, StaleVersion, not_allowed
from commitments.ledger.state import State
from commitments.models import Change, Contract
from cpg.shared.periods import Month
from indicators.domain.entry import is_explained
from indicators.handovers import Place, histories
from indicators.models import ActualRevision, Indicator
from indicators.recording.revisions import append_revisions, columns_of, revisions_at
from indicators.refusals import name_of
from indicators.selectors import MonthRecord, closed_months, known
from indicators.submission import owed_comment, reason_for_comment, reason_not_over

# Other programs are told of these moves.
TOLD = {State.SOUMIS: EventKind.SUBMITTED, State.VALIDE: EventKind.VALIDATED}


@dataclass(frozen=True, slots=True)
class MonthStep:
    """One month to move on, and the version of it that the person saw. The indicator comes `with_definition()`.

    `answer` is to the reason of its return, where it is submitted again.
    """

    indicator: Indicator
    month: Month
    expected_version: int
    answer: str = ""

    @property
    def place(self) -> Place:
        return self.indicator.pk, self.month

    @property
    def name(self) -> str:
        return name_of(self.indicator, self.month)


@dataclass(frozen=True, slots=True)
class MovableMonth:
    """A month that has a value, or a reason why it has none."""

    step: MonthStep
    revision: ActualRevision

    @property
    def name(self) -> str:
        return self.step.name

    @property
    def state(self) -> State:
        return State(self.revision.state)

    @property
    def answer(self) -> str:
        return self.step.answer

    @property
    def owned(self) -> Indicator:
        return self.step.indicator


class MonthMoves(Moves[MonthStep, MovableMonth, ActualRevision]):
    what = "ce mois"

    def place(self, step: MonthStep) -> Place:
        return step.place

    def given_twice(self, step: MonthStep) -> str:
        return f"{step.name} est donné deux fois."

    def read(
        self, contract: Contract, steps: Sequence[MonthStep], actor: User | None, verb: Verb
    ) -> list[MovableMonth | Refusal]:
        closed = closed_months(contract, localdate())
        revisions = revisions_at([step.place for step in steps])
        return [_movable(step, revisions.get(step.place), closed, actor, verb) for step in steps]

    def submission_refusals(self, things: Sequence[MovableMonth]) -> Mapping[int, Refusal]:
        return dict(_not_to_submit(things))

    def histories(self, things: Sequence[MovableMonth]) -> list[list[MonthRecord]]:
        found = histories([thing.step.place for thing in things])
        return [found[thing.step.place] for thing in things]

    def append(self, change: Change, things: Sequence[MovableMonth], state: State) -> list[ActualRevision]:
        written = append_revisions([_next_revision(change, thing, state) for thing in things])
        if kind := TOLD.get(state):
            announce(
                kind,
                body_pk=change.contract.body_id,
                events=partial(_told, change, things),
                moment=change.recorded_at,
            )
        return written


def _told(change: Change, things: Sequence[MovableMonth]) -> Mapping[str, Mapping[str, Any]]:
    """Neither figures nor persons: whoever is told reads them by the API, with rights of their own."""
    data = {
        "body": change.contract.body.code,
        "contract": change.contract.code,
        "sequence": change.sequence,
        "months": [
            {
                "indicator": thing.step.indicator.code,
                "month": str(thing.step.month),
                "version": thing.revision.version + 1,
            }
            for thing in things
        ],
    }
    return {f"{change.contract_id}:{change.sequence}": data}


def _movable(
    step: MonthStep,
    revision: ActualRevision | None,
    closed: Collection[Month],
    actor: User | None,
    verb: Verb,
) -> MovableMonth | Refusal:
    version = revision.version if revision else 0
    if actor is not None and not may(actor, verb, step.indicator):
        return not_allowed()
    if version != step.expected_version:
        return StaleVersion(step.expected_version, version)
    if revision is None or revision.fact is None:
        return Refusal(f"{step.name} n’a pas de valeur.", "nothing_to_validate")
    if step.month in closed and verb is not Verb.VALIDATE:
        return Refusal(
            f"{step.name} est clos\u00a0: demandez au contrôle de gestion de le rouvrir.", "closed"
        )
    return MovableMonth(step, revision)


def _next_revision(change: Change, thing: MovableMonth, state: State) -> ActualRevision:
    revision = thing.revision
    return ActualRevision(
        indicator=thing.step.indicator,
        month=revision.month,
        version=revision.version + 1,
        change=change,
        comment=revision.comment,
        appreciation=revision.appreciation,
        state=state,
        reason=change.reason,
        answer=thing.answer.strip() if state is State.SOUMIS else "",
        **columns_of(revision.fact),
    )


def _not_to_submit(things: Sequence[MovableMonth]) -> Iterator[tuple[int, Refusal]]:
    """Months that are not over, and those that lack the comment that they need."""
    today = localdate()
    # Most months are explained: series are read only for the others.
    unexplained = []
    for rank, thing in enumerate(things):
        if refusal := reason_not_over(thing.step.indicator, thing.step.month, today):
            yield rank, refusal
        elif not is_explained(thing.revision.fact, thing.revision.comment):
            unexplained.append((rank, thing))
    if not unexplained:
        return
    by_indicator = known({thing.step.indicator.pk: thing.step.indicator for _, thing in unexplained}.values())
    for rank, thing in unexplained:
        indicator, month = thing.step.indicator, thing.step.month
        owed = owed_comment(by_indicator[indicator.pk].series, month, thing.revision.comment)
        if refusal := reason_for_comment(indicator, month, owed):
            yield rank, refusal


_moves = MonthMoves()
submit, unsubmit, validate, return_ = _moves.submit, _moves.unsubmit, _moves.validate, _moves.return_
