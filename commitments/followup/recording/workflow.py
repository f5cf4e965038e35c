"""From the owner to the controller: submit, validate, return. The workflow of the figures, on échéances.

saisi -> soumis -> valide, or retourne with a reason. Many are one act, all or nothing; what is refused tells each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb, may
from commitments.followup.models import FollowUpRevision
from commitments.followup.reading import Item, authors_since_validated, history_of
from commitments.followup.recording.revisions import (
    StaleFollowUp,
    append,
    not_allowed,
    revision_of,
    said_of,
    standing_items,
)
from commitments.models import Contract, Origin, PlannedYear, lock_contract, open_change
from indicators.models import State
from indicators.recording import Refusal, raise_first


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
    raise_first(_in_state(steps, items, {State.SOUMIS, State.VALIDE}, "est déjà soumis", "already_submitted"))
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
        raise_first(_own(steps, items, actor))
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
    raise_first(_in_state(steps, items, {State.RETOURNE}, "est déjà renvoyé", "already_returned"))
    if not reason.strip():
        raise Refusal("Dites pourquoi vous renvoyez cette échéance.", "reason_missing")
    change = open_change(
        locked, actor=actor, origin=origin, verb="follow_up_return", reason=reason.strip(), moment=moment
    )
    return append(
        [
            revision_of(change, item, said_of(item.record), State.RETOURNE, reason.strip())
            for item in items.values()
        ]
    )


def _prepared(
    contract: Contract, steps: Sequence[Step], actor: User | None, verb: Verb
) -> tuple[Contract, dict[int, Item]]:
    """Lock the contract, check rights and versions, and return it with what stands for each step."""
    locked = lock_contract(contract.pk)
    items = standing_items(locked, [step.planned.pk for step in steps])
    refused = {}
    seen: set[int] = set()
    for rank, step in enumerate(steps):
        refusal = _not_movable(step, items.get(step.planned.pk), actor, verb)
        if step.planned.pk in seen:
            refusal = Refusal("Cette échéance est donnée deux fois.", "twice_in_the_file")
        if refusal:
            refused[rank] = refusal
        seen.add(step.planned.pk)
    raise_first(refused)
    return locked, {step.planned.pk: items[step.planned.pk] for step in steps}


def _not_movable(step: Step, item: Item | None, actor: User | None, verb: Verb) -> Refusal | None:
    if item is None or (actor is not None and not may(actor, verb, item)):
        return not_allowed()
    if step.expected_version != item.version:
        return StaleFollowUp(step.expected_version, item.version)
    if item.record is None:
        return Refusal(f"Rien n’est dit encore de {item.name}.", "nothing_to_validate")
    return None


def _in_state(
    steps: Sequence[Step], items: Mapping[int, Item], states: set[State], said: str, code: str
) -> dict[int, Refusal]:
    found = [(rank, items[step.planned.pk]) for rank, step in enumerate(steps)]
    return {
        rank: Refusal(f"{item.name} {said}.", code)
        for rank, item in found
        if item.record is not None and item.record.state in states
    }


def _own(steps: Sequence[Step], items: Mapping[int, Item], actor: User) -> dict[int, Refusal]:
    histories = history_of(items)
    return {
        rank: Refusal(
            f"{items[step.planned.pk].name} est votre propre saisie\u00a0: une autre personne doit la valider.",
            "own_entry",
        )
        for rank, step in enumerate(steps)
        if actor.pk in authors_since_validated(histories.get(step.planned.pk, []))
    }
