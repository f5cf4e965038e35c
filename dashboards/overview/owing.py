"""Who owes what today, in the few lines that open the dashboard of who oversees a contract."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from dashboards.actions.late import LateActions, late_first, passed_first
from dashboards.owed.page import by_person
from dashboards.reminders.debts import DebtKind
from dashboards.reminders.owed import Owed, Turn

AT_MOST = 4


@dataclass(frozen=True, slots=True)
class Owing:
    """Somebody with what they owe; `user` is None for what nobody answers for."""

    user: User | None
    turns: Sequence[Turn]

    @property
    def text(self) -> str:
        """`1 valeur, 2 échéances`."""
        kinds = [turn.debt.kind for turn in self.turns]
        return ", ".join(kind.counted(kinds.count(kind)) for kind in DebtKind if kind in kinds)


@dataclass(frozen=True, slots=True)
class OwingBox:
    """The first people of the board of what is owed, in its order, and the échéances that are late or were promised for
    a day that is over; `more` counts the other people.
    """

    first: Sequence[Owing]
    more: int
    actions: LateActions


def owing_box(owed: Owed) -> OwingBox:
    everybody = [Owing(user, turns) for user, turns in by_person(owed)]
    late = LateActions(owed.office.contract, late_first(owed.items), passed_first(owed.items), owed.today)
    return OwingBox(everybody[:AT_MOST], max(0, len(everybody) - AT_MOST), late)
