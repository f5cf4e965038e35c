"""From the owner to the controller: submit, validate, return. The rules are those of the figures
(`commitments.ledger.moves`). Many échéances are one act, all or nothing; what is refused tells each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.moves import (
    Standing,
    authors_since_validated,
    require_each,
    require_not_handed_over,
    require_not_returned,
    require_somebody_else,
    required_reason,
)
from commitments.ledger.refusals import Refusal
from commitments.ledger.state import State
from commitments.models import Contract, FollowUpRevision, Origin, PlannedYear, lock_contract, open_change
from commitments.recording.revisions import (
    TWICE,
    StaleFollowUp,
    append,
    not_allowed,
    revision_of,
    said_of,
    standing_items,
)
from commitments.selectors import Item, history_of


@dataclass(frozen=True, slots=True)
class Step:
    """One échéance to move on, and the version of it that the person saw."""

    planned: PlannedYear
    expected_version: int


@transaction.atomic
def submit(
    *,
    contract: Contract,
    steps: Sequence[Step],
    actor: User | None,
    origin: Origin,
    moment: datetime | None = None,
) -> list[FollowUpRevision]:
    """Hand over what was said, to whoever validates."""
    locked, items = _prepared(contract, steps, actor, Verb.SUBMIT)
    require_not_handed_over(_standings(steps, items))
    change = open_change(locked, actor=actor, origin=origin, verb="follow_up_submit", moment=moment)
    return append([revision_of(change, item, said_of(item.record), State.SOUMIS) for item in items.values()])


@transaction.atomic
def validate(
    *,
    contract: Contract,
    steps: Sequence[Step],
    actor: User | None,
    origin: Origin,
    moment: datetime | None = None,
) -> list[FollowUpRevision]:
    """Say that it was checked. Nobody validates what they said, unless the contract lets them."""
    locked, items = _prepared(contract, steps, actor, Verb.VALIDATE)
    if actor is not None and not locked.allows_own_validation:
        histories = history_of(items)
        authors = [authors_since_validated(histories.get(step.planned.pk, [])) for step in steps]
        require_somebody_else(_standings(steps, items), authors, actor)
    chosen = [item for item in items.values() if item.record and item.record.state is not State.VALIDE]
    if not chosen:
        return []
    change = open_change(locked, actor=actor, origin=origin, verb="follow_up_validate", moment=moment)
    return append([revision_of(change, item, said_of(item.record), State.VALIDE) for item in chosen])


@transaction.atomic
def return_(
    *,
    contract: Contract,
    steps: Sequence[Step],
    reason: str,
    actor: User | None,
    origin: Origin,
    moment: datetime | None = None,
) -> list[FollowUpRevision]:
    """Give back to the owners, with what is to be looked at."""
    locked, items = _prepared(contract, steps, actor, Verb.VALIDATE)
    require_not_returned(_standings(steps, items))
    why = required_reason(reason, "cette échéance")
    change = open_change(
        locked, actor=actor, origin=origin, verb="follow_up_return", reason=why, moment=moment
    )
    return append(
        [revision_of(change, item, said_of(item.record), State.RETOURNE, why) for item in items.values()]
    )


def _prepared(
    contract: Contract, steps: Sequence[Step], actor: User | None, verb: Verb
) -> tuple[Contract, dict[int, Item]]:
    """Lock the contract, check rights and versions, and return it with what stands for each step."""
    locked = lock_contract(contract.pk)
    items = standing_items(locked, [step.planned.pk for step in steps])
    require_each(
        steps,
        place=lambda step: step.planned.pk,
        refusal=lambda _, step: _not_movable(step, items.get(step.planned.pk), actor, verb),
        twice=lambda _: TWICE,
    )
    return locked, {step.planned.pk: items[step.planned.pk] for step in steps}


def _not_movable(step: Step, item: Item | None, actor: User | None, verb: Verb) -> Refusal | None:
    if item is None or (actor is not None and not may(actor, verb, item)):
        return not_allowed()
    if step.expected_version != item.version:
        return StaleFollowUp(step.expected_version, item.version)
    if item.record is None:
        return Refusal(f"Rien n’est dit encore de {item.name}.", "nothing_to_validate")
    return None


def _standings(steps: Sequence[Step], items: Mapping[int, Item]) -> list[Standing]:
    """Each was found, and something is said of it: `_prepared` has seen to it."""
    found = ((items[step.planned.pk], items[step.planned.pk].record) for step in steps)
    return [Standing(item.name, record.state) for item, record in found if record]
