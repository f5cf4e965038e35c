"""Who is written to now: one mail a person and a day, with all that they have to do, whatever the contract."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from accounts.models import OutboxMail, User
from accounts.outbox import Letter, post
from commitments.ledger import reminders
from commitments.ledger.reminders import Deadline
from commitments.models import Contract
from commitments.selectors import items_of
from dashboards.models.resolution import Resolution
from dashboards.reminders import actions, arrivals, decisions, figures, frame
from dashboards.reminders.actions import ItemTray
from dashboards.reminders.arrivals import arrival_sections
from dashboards.reminders.decisions import decision_sections
from dashboards.reminders.figures import MonthTray, office_of
from dashboards.reminders.frame import KIND, MailSection
from dashboards.reminders.item_sections import item_sections
from dashboards.reminders.month_sections import month_sections
from indicators.models import SourceArrival

# Kinds that such mails had before they were one: what they said was said.
KINDS = (KIND, "renvoi", "a_valider", "semaine", "actions", "relance")


@dataclass(slots=True)
class Desk:
    """All that concerns one person, whatever the contract."""

    user: User
    months: MonthTray = field(default_factory=frame.Tray)
    items: ItemTray = field(default_factory=frame.Tray)
    decisions: list[Resolution] = field(default_factory=list)
    arrivals: list[SourceArrival] = field(default_factory=list)

    @property
    def deadlines(self) -> list[Deadline]:
        of_months = (figures.deadline_of(each) for each in self.months.to_do)
        of_items = (actions.deadline_of(each) for each in self.items.to_do)
        of_promises = (actions.promise_of(day) for day, _ in actions.promises_only(self.items.overdue))
        return [
            *of_months,
            *of_items,
            *of_promises,
            *(decisions.deadline_of(each) for each in self.decisions),
            *(arrivals.deadline_of(each) for each in self.arrivals),
        ]

    @property
    def handed(self) -> Iterator[datetime]:
        """When each thing came back, or began to wait."""
        for of_months in (self.months.returned, self.months.waiting):
            yield from (each.since for each in of_months)
        for of_items in (self.items.returned, self.items.waiting):
            yield from (each.since for each in of_items)

    def sections(self, today: date, asked_until: date | None = None) -> list[MailSection]:
        """Everything; of what is to be done, what is asked for until that day, all of it where none is given."""
        months = [each for each in self.months.to_do if _is_asked(figures.deadline_of(each), asked_until)]
        items = [each for each in self.items.to_do if _is_asked(actions.deadline_of(each), asked_until)]
        decided = [each for each in self.decisions if _is_asked(decisions.deadline_of(each), asked_until)]
        arrived = [each for each in self.arrivals if _is_asked(arrivals.deadline_of(each), asked_until)]
        return [
            *month_sections(self.user, self.months, months, today),
            *item_sections(self.user, self.items, items, today),
            *decision_sections(decided, today),
            *arrival_sections(arrived, today),
        ]


def _is_asked(deadline: Deadline, until: date | None) -> bool:
    return until is None or deadline.first_day <= until


def desks(today: date, contracts: Iterable[Contract] | None = None) -> list[Desk]:
    """Everybody on whose desk something lies, with all of it, in these contracts or in all. At most eighteen
    queries a contract.
    """
    everybody: dict[User, Desk] = {}
    if contracts is None:
        contracts = Contract.objects.select_related("body").order_by("pk")
    for contract in contracts:
        office = office_of(contract, today)
        for user, months in figures.trays(office).items():
            _add(everybody.setdefault(user, Desk(user)).months, months)
        for user, items in actions.trays(office, items_of(contract, today)).items():
            _add(everybody.setdefault(user, Desk(user)).items, items)
        for user, decided in decisions.to_do(office).items():
            everybody.setdefault(user, Desk(user)).decisions.extend(decided)
        for user, arrived in arrivals.waiting_for(office).items():
            everybody.setdefault(user, Desk(user)).arrivals.extend(arrived)
    return sorted(everybody.values(), key=lambda desk: desk.user.pk)


def _add[ToDo, HandedOver, Overdue](
    tray: frame.Tray[ToDo, HandedOver, Overdue], more: frame.Tray[ToDo, HandedOver, Overdue]
) -> None:
    tray.to_do += more.to_do
    tray.returned += more.returned
    tray.waiting += more.waiting
    tray.overdue += more.overdue


def remind() -> int:
    """Post what everybody is to be told now; returns how many mails that makes. Run twice, it posts nothing new."""
    now = timezone.localtime()
    last = last_mails()
    planned = [(desk.user, plan(desk, last.get(desk.user.pk), now)) for desk in desks(now.date())]
    return sum(post(user=user, letter=letter, moment=now) for user, letter in planned if letter is not None)


def plan(desk: Desk, last: datetime | None, now: datetime) -> Letter | None:
    """The mail to post now, in Paris time, if there is one."""
    today = now.date()
    if reminders.is_too_soon(last, now):
        return None
    if desk.user.wants_weekly_digest:
        return _weekly(desk, last, now)
    is_due = reminders.is_reminder_due(desk.deadlines, last, today)
    is_news = any(reminders.is_news(since, last, now) for since in desk.handed)
    if not (is_due or is_news):
        return None
    return frame.letter(desk.user, today, desk.sections(today, asked_until=today))


def _weekly(desk: Desk, last: datetime | None, now: datetime) -> Letter | None:
    """When there was something on Monday."""
    monday = reminders.week_to_tell(last, now)
    if monday is None:
        return None
    sunday = monday + timedelta(days=6)
    is_asked = any(each.ended < monday and each.first_day <= sunday for each in desk.deadlines)
    was_there = any(since.date() <= monday for since in desk.handed)
    if not (is_asked or was_there):
        return None
    sections = desk.sections(now.date(), asked_until=sunday)
    return frame.letter(desk.user, now.date(), sections, title="Votre semaine")


def last_mails(users: Collection[User] | None = None) -> dict[int, datetime]:
    """When each person, by primary key, was last written to about what they have to do, in Paris time. One query."""
    mails = OutboxMail.objects.filter(kind__in=KINDS)
    if users is not None:
        mails = mails.filter(user__in=users)
    latest = mails.order_by().values_list("user_id").annotate(last=Max("created_at"))
    return {user_pk: timezone.localtime(last) for user_pk, last in latest}
