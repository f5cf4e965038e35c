"""Submit, unsubmit, validate and return échéances: what is theirs in the frame of `commitments.ledger.moves`."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.moves import Moves
from commitments.ledger.refusals import STALE_ITEM, Refusal, StaleVersion, not_allowed
from commitments.ledger.state import State
from commitments.models import Change, Contract, FollowUpRevision, PlannedYear
from commitments.recording.revisions import TWICE, append, columns_of, revision_of, standing_items
from commitments.selectors import Item, Record, history_of


@dataclass(frozen=True, slots=True)
class ItemStep:
    """One échéance to move on, and the version of it that the person saw. `answer` is to the reason of its return,
    where it is submitted again.
    """

    planned: PlannedYear
    expected_version: int
    answer: str = ""


@dataclass(frozen=True, slots=True)
class MovableItem:
    """An échéance of which something is recorded."""

    item: Item
    record: Record
    answer: str = ""

    @property
    def name(self) -> str:
        return self.item.name

    @property
    def owned(self) -> Item:
        return self.item

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

    def histories(self, things: Sequence[MovableItem]) -> list[list[Record]]:
        found = history_of([thing.item.planned.pk for thing in things])
        return [found[thing.item.planned.pk] for thing in things]

    def append(self, change: Change, things: Sequence[MovableItem], state: State) -> list[FollowUpRevision]:
        return append(
            [
                revision_of(
                    change,
                    thing.item,
                    columns_of(thing.record),
                    state,
                    returned_because=change.reason,
                    answer=thing.answer if state is State.SOUMIS else "",
                )
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
    return MovableItem(item, item.record, step.answer)


_moves = ItemMoves()
submit, unsubmit, validate, return_ = _moves.submit, _moves.unsubmit, _moves.validate, _moves.return_
