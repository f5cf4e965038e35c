"""Months to move on together: what each must pass before any of them moves, and the move itself."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate

from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.moves import Standing, require_each
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.ledger.state import State
from commitments.models import Change, Contract, lock_contract
from cpg.shared.periods import Month
from indicators.handovers import Place
from indicators.models import ActualRevision, Indicator
from indicators.recording.revisions import append_revisions, columns_of, standing_revisions
from indicators.selectors import closed_months


@dataclass(frozen=True, slots=True)
class Step:
    """One month to move on, and the version of it that the person saw. The indicator comes `with_definition()`."""

    indicator: Indicator
    month: Month
    expected_version: int

    @property
    def place(self) -> Place:
        return self.indicator.pk, self.month

    @property
    def name(self) -> str:
        return f"{self.indicator.code}, {self.month.number:02d}/{self.month.year},"


def prepared(
    contract: Contract, steps: Sequence[Step], actor: User | None, verb: Verb
) -> tuple[Contract, dict[Place, ActualRevision]]:
    """Lock the contract, check rights, versions and locks, and return it with what stands for each step."""
    locked = lock_contract(contract.pk)
    closed = closed_months(locked, localdate())
    standing = standing_revisions([step.place for step in steps])
    require_each(
        steps,
        place=lambda step: step.place,
        refusal=lambda _, step: _reason_to_refuse(step, standing.get(step.place), closed, actor, verb),
        twice=lambda step: f"{step.name} est donné deux fois.",
    )
    return locked, standing


def standings(steps: Sequence[Step], standing: Mapping[Place, ActualRevision]) -> list[Standing]:
    return [Standing(step.name, State(standing[step.place].state)) for step in steps]


def _reason_to_refuse(
    step: Step, standing: ActualRevision | None, closed: Collection[Month], actor: User | None, verb: Verb
) -> Refusal | None:
    if actor is not None and not may(actor, verb, step.indicator):
        return Refusal("Votre rôle ne permet pas cette opération.", "not_allowed")
    version = standing.version if standing else 0
    if version != step.expected_version:
        return StaleVersion(step.expected_version, version)
    if standing is None or standing.fact is None:
        return Refusal(f"{step.name} n’a pas de valeur.", "nothing_to_validate")
    if step.month in closed:
        return Refusal(f"{step.name} est clos : demandez au contrôle de gestion de le rouvrir.", "closed")
    return None


def move(
    change: Change, steps: Sequence[Step], standing: Mapping[Place, ActualRevision], state: State
) -> list[ActualRevision]:
    """The same figures in another state."""
    pairs = [(step, standing[step.place]) for step in steps]
    return append_revisions(
        [
            ActualRevision(
                indicator=step.indicator,
                month=step.month.first_day,
                version=revision.version + 1,
                change=change,
                comment=revision.comment,
                appreciation=revision.appreciation,
                state=state,
                reason=change.reason,
                **columns_of(revision.fact),
            )
            for step, revision in pairs
        ]
    )
