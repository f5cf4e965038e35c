"""The things that somebody owes in a contract, each with its words and its addresses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils import timezone

from accounts.models import User
from commitments.calendar import ActionStatus
from commitments.selectors import Item
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.addresses import action_url, cell_url, contract_url, indicator_url, item_url, month_url
from dashboards.models.resolution import Resolution
from dashboards.reminders.actions import is_returned, promises_only
from dashboards.reminders.figures import Office, deputies_of, holders_of
from dashboards.resolutions.selectors import late_among
from indicators.models import Indicator, SourceArrival


class DebtKind(StrEnum):
    """What holds a quarter back comes first."""

    LATE = "valeurs"
    RETURNED = "renvois"
    ARRIVAL = "fichiers"
    UNEXPLAINED = "commentaires"
    ITEM = "echeances"
    PROMISE = "promesses"
    RESOLUTION = "decisions"

    @property
    def label(self) -> str:
        return {
            DebtKind.LATE: "Valeurs en retard",
            DebtKind.RETURNED: "Renvois à reprendre",
            DebtKind.ARRIVAL: "Fichiers à confirmer",
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
            DebtKind.ARRIVAL: ("fichier à confirmer", "fichiers à confirmer"),
            DebtKind.UNEXPLAINED: ("commentaire", "commentaires"),
            DebtKind.ITEM: ("échéance", "échéances"),
            DebtKind.PROMISE: ("date promise", "dates promises"),
            DebtKind.RESOLUTION: ("décision", "décisions"),
        }[self]
        return french.counted(count, one, many)


@dataclass(frozen=True, slots=True)
class Debt:
    """One thing that somebody owes since a day: a month of an indicator, an échéance, a decision of the committee, or
    the confirmation of a file that arrived. `reason` is why it came back, or what is doubtful, `by` who returned it.
    """

    kind: DebtKind
    subject: Indicator | Item | Resolution | SourceArrival
    since: date
    today: date
    month: Month | None = None
    reason: str = ""
    by: str = ""

    @property
    def name(self) -> str:
        if isinstance(self.subject, Item):
            return self.subject.name
        if isinstance(self.subject, SourceArrival):
            return f"source «\u00a0{self.subject.source.name}\u00a0»"
        if isinstance(self.subject, Resolution) or self.month is None:
            return str(self.subject)
        return f"{self.subject.label}, {french.month_name(self.month.year, self.month.number)}"

    @property
    def code(self) -> str:
        """That of the indicator, small after the name."""
        return self.subject.code if isinstance(self.subject, Indicator) else ""

    @property
    def title(self) -> str:
        """What an échéance is about, what was decided, or which file came; the name of a month says it already."""
        if isinstance(self.subject, SourceArrival):
            return self.subject.name
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
        the decision, or the preview, which is of its owner alone.
        """
        if isinstance(self.subject, SourceArrival):
            return contract_url(self.subject.source.contract, "import", self.subject.job_id)
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
        if isinstance(self.subject, SourceArrival):
            return contract_url(self.subject.source.contract, "source", self.subject.source_id)
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
        if isinstance(self.subject, SourceArrival):
            return (self.subject.job.user,) if self.subject.job else ()
        return holders_of(self.subject)

    @property
    def deputies(self) -> tuple[User, ...]:
        if isinstance(self.subject, Item):
            deputy = self.subject.owners.deputy
            return (deputy,) if deputy else ()
        return deputies_of(self.subject) if isinstance(self.subject, Indicator) else ()


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


def debts_of_arrivals(arrivals: Sequence[SourceArrival], today: date) -> Iterator[Debt]:
    """Files of sources that wait for who has them confirmed, the oldest first."""
    for each in arrivals:
        yield Debt(DebtKind.ARRIVAL, each, timezone.localdate(each.arrived_at), today)
