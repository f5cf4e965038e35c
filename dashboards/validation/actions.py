"""The submitted échéances of a contract, with all that was recorded of them, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import User
from commitments.ledger.moves import authors_since_validated, exchanges
from commitments.ledger.state import State
from commitments.models import Action, Contract, Fiche, Proof
from commitments.selectors import Item, Record, history_of, items_of, proofs_of
from cpg.shared import french
from dashboards.validation.waiting import own_entry


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """A submitted échéance; its history has the latest record first, its proofs are those not withdrawn."""

    item: Item
    history: Sequence[Record]
    proofs: Sequence[Proof]
    obstacle: str

    @property
    def key(self) -> str:
        return key_of(self.item)

    @property
    def version(self) -> int:
        return self.item.version

    @property
    def code(self) -> str:
        return self.item.code

    @property
    def name(self) -> str:
        return self.item.name

    @property
    def is_doubtful(self) -> bool:
        """A state that is declared has no usual value."""
        return False

    @property
    def exchanges(self) -> list[tuple[Record, Record | None]]:
        """Its earlier returns, each with the submission that answered it."""
        return exchanges(self.history)

    @property
    def subject(self) -> Action:
        return self.item.action

    @property
    def fiche(self) -> Fiche:
        return self.item.action.engagement.fiche

    @property
    def people(self) -> tuple[User, ...]:
        return self.item.owners.people

    @property
    def period(self) -> int:
        return self.item.year

    @property
    def validated(self) -> Record | None:
        """The record that was validated last."""
        return next((record for record in self.history if record.state is State.VALIDE), None)


def waiting_items(contract: Contract, user: User, today: date) -> list[WaitingItem]:
    """In the order of the contract, for this person to decide on. Six queries."""
    items = items_of(contract, today, where=Q(follow_up__current__state=State.SOUMIS))
    keys = [item.planned.pk for item in items]
    histories = history_of(keys)
    proofs: dict[int, list[Proof]] = defaultdict(list)
    for proof in proofs_of(keys):
        if not proof.is_withdrawn:
            proofs[proof.planned_id].append(proof)
    return [
        WaitingItem(
            item,
            histories[item.planned.pk],
            proofs[item.planned.pk],
            own_entry(contract, user, authors_since_validated(histories[item.planned.pk])),
        )
        for item in items
    ]


def key_of(item: Item) -> str:
    """`F4-E1A2-2-2025`."""
    return f"{item.code}-{item.place}"


def finding(count: int) -> str:
    if not count:
        return "Aucune action n’attend de validation"
    verb = french.plural(count, "échéance attend", "échéances attendent")
    return french.sentence(f"{french.count_word(count, feminine=True)} {verb} votre validation")
