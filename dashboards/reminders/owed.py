"""What is owed in a contract, thing by thing, and whose turn each is: values that are late, what came back, échéances
that are late, promised days that are over, decisions of the committee that are late, comments that nobody wrote.
At most seventeen queries, nine where the facts were read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from commitments.calendar import ActionStatus
from commitments.ledger.state import State
from commitments.models import Contract
from commitments.selectors import Item, is_missed, items_of
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.addresses import action_url, cell_url, contract_url, indicator_url, item_url, month_url
from dashboards.models.resolution import Resolution
from dashboards.reminders.actions import is_returned, promises_only
from dashboards.reminders.figures import Office, deputies_of, holders_of, office_of
from dashboards.resolutions.selectors import late_among, open_resolutions
from dashboards.shared.reads import ContractFacts
from indicators.models import Indicator


class DebtKind(StrEnum):
    """What holds a quarter back comes first."""

    LATE = "valeurs"
    RETURNED = "renvois"
    UNEXPLAINED = "commentaires"
    ITEM = "echeances"
    PROMISE = "promesses"
    RESOLUTION = "decisions"

    @property
    def label(self) -> str:
        return {
            DebtKind.LATE: "Valeurs en retard",
            DebtKind.RETURNED: "Renvois à reprendre",
            DebtKind.UNEXPLAINED: "Commentaires dus",
            DebtKind.ITEM: "Échéances en retard",
            DebtKind.PROMISE: "Dates promises passées",
            DebtKind.RESOLUTION: "Décisions en retard",
        }[self]

    def counted(self, count: int) -> str:
        """`1 valeur`, `2 renvois`, where the page says that they are owed."""
        one, many = {
            DebtKind.LATE: ("valeur", "valeurs"),
            DebtKind.RETURNED: ("renvoi", "renvois"),
            DebtKind.UNEXPLAINED: ("commentaire", "commentaires"),
            DebtKind.ITEM: ("échéance", "échéances"),
            DebtKind.PROMISE: ("date promise", "dates promises"),
            DebtKind.RESOLUTION: ("décision", "décisions"),
        }[self]
        return french.counted(count, one, many)


@dataclass(frozen=True, slots=True)
class Debt:
    """One thing that somebody owes since a day: a month of an indicator, an échéance, or a decision of the committee.
    `reason` is why it came back, or what is doubtful, `by` who returned it.
    """

    kind: DebtKind
    subject: Indicator | Item | Resolution
    since: date
    today: date
    month: Month | None = None
    reason: str = ""
    by: str = ""

    @property
    def name(self) -> str:
        if isinstance(self.subject, Item):
            return self.subject.name
        if isinstance(self.subject, Resolution) or self.month is None:
            return str(self.subject)
        return f"{self.subject.label}, {french.month_name(self.month.year, self.month.number)}"

    @property
    def code(self) -> str:
        """That of the indicator, small after the name."""
        return self.subject.code if isinstance(self.subject, Indicator) else ""

    @property
    def title(self) -> str:
        """What an échéance is about, or what was decided; the name of a month says it already."""
        if isinstance(self.subject, Resolution):
            return self.subject.text
        return self.subject.planned.label if isinstance(self.subject, Item) else ""

    @property
    def lateness(self) -> str:
        """`depuis 12 j`, `depuis fin 2023`."""
        return french.since(self.since, self.today)

    @property
    def url(self) -> str:
        """Where it is written: the cell of a value that is late, else the month with its fields, or the échéance, or
        the decision.
        """
        if isinstance(self.subject, Item):
            return item_url(self.subject)
        if isinstance(self.subject, Resolution):
            return contract_url(self.subject.contract, "resolution", self.subject.number)
        if self.month is None:
            return indicator_url(self.subject)
        return (cell_url if self.kind is DebtKind.LATE else month_url)(self.subject, self.month)

    @property
    def page_url(self) -> str:
        """Where it is read by who may not write it."""
        if isinstance(self.subject, Item):
            return action_url(self.subject.action, self.subject.contract)
        return self.url if isinstance(self.subject, Resolution) else indicator_url(self.subject)

    @property
    def progress(self) -> int | None:
        """What is declared of an échéance."""
        return self.subject.progress if isinstance(self.subject, Item) else None

    @property
    def holders(self) -> tuple[User, ...]:
        if isinstance(self.subject, Item):
            owner = self.subject.owners.owner
            return (owner,) if owner else ()
        if isinstance(self.subject, Resolution):
            return (self.subject.current.owner,)
        return holders_of(self.subject)

    @property
    def deputies(self) -> tuple[User, ...]:
        if isinstance(self.subject, Item):
            deputy = self.subject.owners.deputy
            return (deputy,) if deputy else ()
        return () if isinstance(self.subject, Resolution) else deputies_of(self.subject)


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
        ],
        key=lambda debt: kinds.index(debt.kind),
    )
    return Owed(office, items, tuple(_turn(office, debt) for debt in debts))


def debts_of_months(office: Office) -> Iterator[Debt]:
    """What is late, then what came back, then what owes a comment. A month that came back is that alone."""
    today = office.today
    for due in office.to_enter:
        if due.is_late_on(today):
            yield Debt(DebtKind.LATE, due.indicator, due.until, today, due.month)
    for handed in office.returned:
        record = handed.record
        yield Debt(
            DebtKind.RETURNED,
            handed.indicator,
            handed.since.date(),
            today,
            record.month,
            record.reason,
            record.actor,
        )
    for each in office.unexplained:
        reason = "seuil non tenu" if each.owed.falls_below_seuil else each.owed.doubt
        yield Debt(DebtKind.UNEXPLAINED, each.indicator, each.since.date(), today, each.record.month, reason)


def debts_of_items(items: Sequence[Item]) -> Iterator[Debt]:
    """What came back, then what is late, then what was promised for a day that is over, the longest first. An échéance
    counts once: as what came back, else as what is late by the contract, else as a promise (decision 67).
    """
    for item in items:
        record = item.record
        if record is not None and is_returned(item):
            since = timezone.localdate(record.recorded_at)
            yield Debt(
                DebtKind.RETURNED, item, since, item.today, None, record.returned_because, record.actor
            )
    late = [item for item in items if item.status is ActionStatus.EN_RETARD and not is_returned(item)]
    for item in sorted(late, key=lambda each: each.year):
        yield Debt(DebtKind.ITEM, item, date(item.year, 12, 31), item.today)
    for day, item in promises_only(items):
        yield Debt(DebtKind.PROMISE, item, day, item.today)


def debts_of_resolutions(resolutions: Sequence[Resolution], today: date) -> Iterator[Debt]:
    """Decisions of the committee that are late, the longest first."""
    for each in late_among(resolutions, today):
        yield Debt(DebtKind.RESOLUTION, each, each.current.due, today)


def _turn(office: Office, debt: Debt) -> Turn:
    is_reached = office.is_member_reached if isinstance(debt.subject, Resolution) else office.is_reached
    present = tuple(user for user in debt.holders if is_reached(user))
    present = present or tuple(user for user in debt.deputies if is_reached(user))
    if present:
        return Turn(debt, present, is_reached=True)
    return Turn(debt, debt.holders or debt.deputies, is_reached=False)
