"""What is owed in a contract, thing by thing, and whose turn each is: values that are late, what came back, échéances
that are late, promised days that are over, decisions of the committee that are late, comments that nobody wrote, files
that arrived from a source and that nobody confirmed. At most eighteen queries, ten where the facts were read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import User
from commitments.ledger.state import State
from commitments.models import Contract
from commitments.selectors import Item, is_missed, items_of
from dashboards.models.resolution import Resolution
from dashboards.reminders.debts import (
    Debt,
    DebtKind,
    debts_of_arrivals,
    debts_of_items,
    debts_of_months,
    debts_of_resolutions,
)
from dashboards.reminders.figures import Office, office_of
from dashboards.resolutions.selectors import open_resolutions
from dashboards.shared.reads import ContractFacts
from indicators.imports.arriving import to_confirm


@dataclass(frozen=True, slots=True)
class Turn:
    """A debt and whose turn it is: the holders who are there, else the deputies who are; else those whom no mail
    reaches, or nobody.
    """

    debt: Debt
    people: tuple[User, ...]
    is_reached: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """All that is owed in a contract on a day, with what is known of its indicators and its échéances: all of them, or
    those only that are owed or promised for a day that is over.
    """

    office: Office
    items: Sequence[Item]
    turns: tuple[Turn, ...]

    @property
    def today(self) -> date:
        return self.office.today


def owed_in(contract: Contract, today: date) -> Owed:
    return _owed(office_of(contract, today), items_of(contract, today), open_resolutions(contract))


def owed_alone(
    contract: Contract, today: date, facts: ContractFacts, resolutions: Sequence[Resolution] | None = None
) -> Owed:
    """The same debts, without the échéances that nobody owes; `resolutions` are the decisions to do, where they were
    read already.
    """
    to_do = open_resolutions(contract) if resolutions is None else resolutions
    is_returned = Q(follow_up__current__state=State.RETOURNE)
    items = items_of(contract, today, where=is_missed(today) | is_returned)
    return _owed(office_of(contract, today, facts), items, to_do)


def _owed(office: Office, items: Sequence[Item], resolutions: Sequence[Resolution]) -> Owed:
    kinds = list(DebtKind)
    debts = sorted(
        [
            *debts_of_months(office),
            *debts_of_items(items),
            *debts_of_resolutions(resolutions, office.today),
            *debts_of_arrivals(to_confirm(office.contract), office.today),
        ],
        key=lambda debt: kinds.index(debt.kind),
    )
    return Owed(office, items, tuple(_turn(office, debt) for debt in debts))


def _turn(office: Office, debt: Debt) -> Turn:
    is_reached = office.is_member_reached if isinstance(debt.subject, Resolution) else office.is_reached
    present = tuple(user for user in debt.holders if is_reached(user))
    present = present or tuple(user for user in debt.deputies if is_reached(user))
    if present:
        return Turn(debt, present, is_reached=True)
    return Turn(debt, debt.holders or debt.deputies, is_reached=False)
