"""Submit, validate and return échéances: what is theirs in the frame of `commitments.ledger.moves`."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.moves import Moves, authors_since_validated
from commitments.ledger.refusals import STALE_ITEM, Refusal, StaleVersion, not_allowed
from commitments.ledger.state import State
from commitments.models import Change, Contract, FollowUpRevision, PlannedYear
from commitments.recording.revisions import TWICE, append, columns_of, revision_of, standing_items
from commitments.selectors import Item, Record, history_of


@dataclass(frozen=True, slots=True)
class ItemStep:
    """One échéance to move on, and the version of it that the person saw."""

    planned: PlannedYear
    expected_version: int


@dataclass(frozen=True, slots=True)
class MovableItem:
    """An échéance of which something is recorded."""

    item: Item
    record: Record

    @property
    def name(self) -> str:
        return self.item.name

    @property
    def state(self) -> State:
        return self.record.state


class ItemMoves(Moves[ItemStep, MovableItem, FollowUpRevision]):
    prefix = "follow_up_"
    what = "cette échéance"

    def place(self, step: ItemStep) -> int:
        return step.planned.pk

    def given_twice(self, step: ItemStep) -> str:
        return TWICE

    def read(
        self, contract: Contract, steps: Sequence[ItemStep], actor: User | None, verb: Verb
    ) -> list[MovableItem | Refusal]:
        items = standing_items(contract, [step.planned.pk for step in steps])
        return [_movable(step, items.get(step.planned.pk), actor, verb) for step in steps]

    def authors(self, things: Sequence[MovableItem]) -> list[frozenset[int]]:
        histories = history_of([thing.item.planned.pk for thing in things])
        return [authors_since_validated(histories.get(thing.item.planned.pk, [])) for thing in things]

    def append(self, change: Change, things: Sequence[MovableItem], state: State) -> list[FollowUpRevision]:
        return append(
            [
                revision_of(change, thing.item, columns_of(thing.record), state, change.reason)
                for thing in things
            ]
        )


def _movable(step: ItemStep, item: Item | None, actor: User | None, verb: Verb) -> MovableItem | Refusal:
    if item is None or (actor is not None and not may(actor, verb, item)):
        return not_allowed()
    if step.expected_version != item.version:
        return StaleVersion(step.expected_version, item.version, STALE_ITEM)
    if item.record is None:
        return Refusal(f"Rien n’est dit encore de {item.name}.", "nothing_to_validate")
    return MovableItem(item, item.record)


_moves = ItemMoves()
submit, validate, return_ = _moves.submit, _moves.validate, _moves.return_
