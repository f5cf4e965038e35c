"""Mails about échéances of actions: what its owner has to review, what came back to them, what people may validate, all
in one mail a person, in a constant number of queries a contract.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from django.utils import timezone

from accounts.models import User
from accounts.outbox import Letter
from commitments.ledger import reminders
from commitments.ledger.moves import authors_since_validated
from commitments.ledger.reminders import Deadline, LastMails
from commitments.ledger.state import State
from commitments.models import Contract
from commitments.quarterly_review import QuarterlyReview, is_reviewed, last_ended
from commitments.selectors import Item, Record, history_of, items_of
from cpg.shared import french
from dashboards.addresses import contract_url, item_url
from dashboards.reminders import frame
from dashboards.reminders.frame import Desks, MailSection, Staff, address, letter, section

KIND = "actions"


class HandedItem(NamedTuple):
    """An échéance that came back or waits, with its latest record."""

    item: Item
    record: Record

    @property
    def since(self) -> datetime:
        return timezone.localtime(self.record.recorded_at)


type Desk = frame.Desk[Item, HandedItem]


def desks(today: date) -> list[Desk]:
    """Everybody on whose desk something lies, with all their contracts. Six queries a contract."""
    everybody: Desks[Item, HandedItem] = Desks()
    for contract in Contract.objects.select_related("body").order_by("pk"):
        items = items_of(contract, today)
        staff = Staff(contract, today, *frame.writers_and_validators(contract))
        _add_of_owners(staff, items, everybody)
        _add_waiting(staff, items, everybody)
    return everybody.by_user()


def _add_of_owners(staff: Staff, items: Iterable[Item], everybody: Desks[Item, HandedItem]) -> None:
    """To the owner who is there, else to the deputy who is."""
    review = _review(staff.contract, staff.today)
    for item in items:
        record = item.record
        is_returned = record is not None and record.state is State.RETOURNE
        is_asked = item.is_open and item.year <= review.year and not is_reviewed(item, review)
        user = next(filter(staff.is_reached, item.owners.people), None)
        if user is None:
            continue
        if record is not None and is_returned:
            everybody[user].returned.append(HandedItem(item, record))
        elif is_asked:
            everybody[user].to_do.append(item)


def _add_waiting(staff: Staff, items: Iterable[Item], everybody: Desks[Item, HandedItem]) -> None:
    waiting = [item for item in items if item.record and item.record.state is State.SOUMIS]
    histories = history_of([item.planned.pk for item in waiting]) if waiting else {}
    for item in waiting:
        records = histories[item.planned.pk]
        for user in staff.checkers(authors_since_validated(records)):
            everybody[user].waiting.append(HandedItem(item, records[0]))


def remind_owners() -> int:
    """Post what everybody is to be told now of actions; returns how many mails that makes."""
    return frame.post_planned([KIND], desks, plan)


def plan(desk: Desk, mails: LastMails, now: datetime) -> list[Letter]:
    """The mail to post now, in Paris time, if there is one."""
    if desk.user.wants_weekly_digest:
        return _weekly(desk, mails, now)
    today = now.date()
    is_reminded = reminders.is_reminder_due(
        (_deadline(item, today) for item in desk.to_do), reminders.last_mail(mails, KIND), today
    )
    returned = [each for each in desk.returned if reminders.is_news(each.since, mails, KIND, now)]
    is_news = bool(returned) or any(reminders.is_news(each.since, mails, KIND, now) for each in desk.waiting)
    if not (is_reminded or is_news):
        return []
    asked = [item for item in desk.to_do if _deadline(item, today).first_day <= today] if is_reminded else []
    return _letters(desk.user, today, _sections(desk.user, asked, returned, desk.waiting, today))


def _weekly(desk: Desk, mails: LastMails, now: datetime) -> list[Letter]:
    monday, today = reminders.week_to_tell(mails, [KIND], now), now.date()
    if monday is None:
        return []
    sunday = monday + timedelta(days=6)
    asked = [item for item in desk.to_do if _deadline(item, today).first_day <= sunday]
    returned = [each for each in desk.returned if each.since.date() <= monday]
    waiting = [each for each in desk.waiting if each.since.date() <= monday]
    return _letters(desk.user, monday, _sections(desk.user, asked, returned, waiting, today))


def _review(contract: Contract, today: date) -> QuarterlyReview:
    return last_ended(today, contract.entry_delay_days)


def _deadline(item: Item, today: date) -> Deadline:
    review = _review(item.contract, today)
    return Deadline(review.last_day, review.until)


def _letters(user: User, day: date, sections: Sequence[MailSection]) -> list[Letter]:
    if not sections:
        return []
    subject = f"Vos actions\u00a0: {', '.join(each.summary for each in sections)}"
    return [letter(KIND, user, day, subject, sections)]


def _sections(
    user: User,
    asked: Sequence[Item],
    returned: Sequence[HandedItem],
    waiting: Sequence[HandedItem],
    today: date,
) -> list[MailSection]:
    sections = []
    if asked:
        sections.append(_asked_section(user, asked, today))
    if returned:
        sections.append(_returned_section(returned))
    if waiting:
        sections.append(_waiting_section(waiting))
    return sections


def _asked_section(user: User, asked: Sequence[Item], today: date) -> MailSection:
    placed = [
        (
            str(item.contract),
            address(contract_url(item.contract, "actions_review")),
            _review(item.contract, today).until,
            item,
        )
        for item in asked
    ]
    placed.sort(key=lambda each: each[:2])
    blocks = []
    for (contract, url, until), group in groupby(placed, key=lambda each: each[:3]):
        when = "à soumettre d’ici le" if today <= until else "en retard, attendue le"
        names = "\n".join(_asked_line(user, item) for *_, item in group)
        blocks.append(f"- {contract}, {when} {french.day(until)}\n{names}\n  {url}")
    return section(
        f"{_counted(asked)} {french.plural(len(asked), 'attend', 'attendent')} votre revue", blocks
    )


def _asked_line(user: User, item: Item) -> str:
    late = f", en retard de {french.number(item.days_late)}\u00a0j" if item.days_late else ""
    owner = item.owners.owner
    return f"  {item.name}{late}{frame.instead_of('' if owner in {None, user} else str(owner))}"


def _returned_section(returned: Sequence[HandedItem]) -> MailSection:
    counted = _counted(returned)
    blocks = [
        frame.returned_block(item.name, record.actor, record.returned_because, item_url(item))
        for item, record in returned
    ]
    return section(
        f"{counted} {french.plural(len(returned), 'renvoyée', 'renvoyées')}",
        blocks,
        heading=f"{counted} {french.plural(len(returned), 'vous est renvoyée', 'vous sont renvoyées')}",
    )


def _waiting_section(waiting: Sequence[HandedItem]) -> MailSection:
    blocks = frame.waiting_blocks(
        waiting,
        lambda each: each.item.contract,
        "actions_validation",
        lambda group: "\u202f; ".join(each.item.name for each in group),
    )
    return section(f"{_counted(waiting)} à valider", blocks)


def _counted(items: Sequence[object]) -> str:
    count = len(items)
    return f"{french.count_word(count, feminine=True)} {french.plural(count, 'échéance', 'échéances')}"
