"""Mails about months: what people still have to enter, what came back to them, what they may validate, in a constant
number of queries a contract.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from accounts.models import User
from accounts.outbox import Letter
from commitments.ledger import reminders
from commitments.ledger.reminders import Deadline, LastMails
from commitments.ledger.state import State
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.addresses import month_url
from dashboards.reminders import frame
from dashboards.reminders.frame import Desks, MailSection, Staff, address, letter, section
from indicators.dues import Due, to_enter
from indicators.handovers import handovers
from indicators.models import Indicator
from indicators.selectors import Known, LockRecord, MonthRecord, known, locks_on

REMINDER, RETURN, VALIDATION, DIGEST = KINDS = ("rappel", "renvoi", "a_valider", "semaine")


class HandedMonth(NamedTuple):
    """A month that came back or waits, with its latest record."""

    indicator: Indicator
    record: MonthRecord

    @property
    def since(self) -> datetime:
        return timezone.localtime(self.record.recorded_at)


type Desk = frame.Desk[Due, HandedMonth]


@dataclass(frozen=True, slots=True)
class Office(Staff):
    """The staff of a contract, with its indicators and all that is known of them."""

    indicators: Sequence[Indicator]
    known: Mapping[int, Known]
    locks: Mapping[Month, LockRecord]

    @property
    def closed(self) -> frozenset[Month]:
        return frozenset(month for month, lock in self.locks.items() if lock.is_closed)

    def reached(self, indicator: Indicator) -> list[User]:
        """Who is written to about an indicator: its holders who are there, else their deputies who are."""
        present = [each for each in holders_of(indicator) if self.is_reached(each)]
        return present or [each for each in deputies_of(indicator) if self.is_reached(each)]


def holders_of(indicator: Indicator) -> tuple[User, ...]:
    return _assigned(indicator, deputies=False)


def deputies_of(indicator: Indicator) -> tuple[User, ...]:
    return _assigned(indicator, deputies=True)


def _assigned(indicator: Indicator, *, deputies: bool) -> tuple[User, ...]:
    assigned = [each.user for each in indicator.assignments.all() if each.is_deputy is deputies]
    return tuple(sorted(assigned, key=lambda user: user.username))


def office_of(contract: Contract, today: date) -> Office:
    """Eight queries."""
    indicators = list(
        contract.indicators.with_definition().prefetch_related("assignments__user").order_by("position")
    )
    writers, validators = frame.writers_and_validators(contract)
    return Office(
        contract=contract,
        today=today,
        writers=writers,
        validators=validators,
        indicators=indicators,
        known=known(indicators),
        locks=locks_on(contract, today),
    )


def missing_by_person(office: Office) -> dict[User, tuple[Due, ...]]:
    """What each person who can be reached still has to enter, the oldest deadline first."""
    missing: dict[User, list[Due]] = defaultdict(list)
    series = {key: each.series for key, each in office.known.items()}
    for due in to_enter(office.indicators, series, office.closed, office.today):
        for user in office.reached(due.indicator):
            missing[user].append(due)
    return {user: tuple(each) for user, each in missing.items()}


def desks(today: date) -> list[Desk]:
    """Everybody on whose desk something lies, with all their contracts."""
    everybody: Desks[Due, HandedMonth] = Desks()
    for contract in Contract.objects.select_related("body").order_by("pk"):
        office = office_of(contract, today)
        for user, missing in missing_by_person(office).items():
            everybody[user].to_do.extend(missing)
        _add_handed_over(office, everybody)
    return everybody.by_user()


def _add_handed_over(office: Office, everybody: Desks[Due, HandedMonth]) -> None:
    """What came back goes to those who enter it, what was submitted to those who may validate it."""
    places = {
        (indicator.pk, month): indicator
        for indicator in office.indicators
        for month, record in office.known[indicator.pk].records.items()
        if record.fact is not None
        and record.state in {State.SOUMIS, State.RETOURNE}
        and month not in office.closed
    }
    latest = handovers(places) if places else {}
    for place, indicator in places.items():
        handed = HandedMonth(indicator, latest[place].standing)
        if handed.record.state is State.RETOURNE:
            for user in office.reached(indicator):
                everybody[user].returned.append(handed)
        else:
            for user in office.checkers(latest[place].authors):
                everybody[user].waiting.append(handed)


def remind_of_figures() -> int:
    """Post what everybody is to be told now of months; returns how many mails that makes."""
    return frame.post_planned(KINDS, desks, plan)


def plan(desk: Desk, mails: LastMails, now: datetime) -> list[Letter]:
    """The mails to post now, in Paris time: one of each kind at most, or that of the week with all three in it."""
    if desk.user.wants_weekly_digest:
        return _weekly(desk, mails, now)
    user, today = desk.user, now.date()
    letters = []
    last = reminders.last_mail(mails, REMINDER, DIGEST)
    if reminders.is_reminder_due(map(_deadline, desk.to_do), last, today):
        missing = [due for due in desk.to_do if _deadline(due).first_day <= today]
        letters.append(_single(REMINDER, user, today, missing_section(user, missing, today)))
    returned = [each for each in desk.returned if reminders.is_news(each.since, mails, RETURN, now, DIGEST)]
    if returned:
        letters.append(_single(RETURN, user, today, _returned_section(user, returned)))
    # Written when something new waits; then all that waits is in it.
    if any(reminders.is_news(each.since, mails, VALIDATION, now, DIGEST) for each in desk.waiting):
        letters.append(_single(VALIDATION, user, today, _waiting_section(desk.waiting)))
    return letters


def _weekly(desk: Desk, mails: LastMails, now: datetime) -> list[Letter]:
    """What there was on Monday."""
    monday = reminders.week_to_tell(mails, KINDS, now)
    if monday is None:
        return []
    missing = [
        due
        for due in desk.to_do
        if due.month.last_day < monday and _deadline(due).first_day <= monday + timedelta(days=6)
    ]
    returned = [each for each in desk.returned if each.since.date() <= monday]
    waiting = [each for each in desk.waiting if each.since.date() <= monday]
    sections = []
    if missing:
        sections.append(missing_section(desk.user, missing, now.date()))
    if returned:
        sections.append(_returned_section(desk.user, returned))
    if waiting:
        sections.append(_waiting_section(waiting))
    if not sections:
        return []
    subject = f"Votre semaine\u00a0: {', '.join(each.summary for each in sections)}"
    return [letter(DIGEST, desk.user, monday, subject, sections)]


def _deadline(due: Due) -> Deadline:
    return Deadline(due.month.last_day, due.until)


def _single(kind: str, user: User, day: date, only: MailSection) -> Letter:
    return letter(kind, user, day, french.sentence(only.summary), [only])


def missing_section(user: User, missing: Sequence[Due], today: date) -> MailSection:
    by_indicator: dict[Indicator, list[Due]] = {}
    for due in missing:
        by_indicator.setdefault(due.indicator, []).append(due)
    blocks = []
    # In the order of deadlines, which is that of `missing`.
    for indicator, dues in by_indicator.items():
        months = ", ".join(_month_due(due, today) for due in dues)
        url = address(month_url(indicator, dues[0].month))
        blocks.append(
            f"- {indicator.code}, {indicator.label}{_instead_of(indicator, user)}\n  {months}\n  {url}"
        )
    return section(_missing_summary(missing, today), blocks)


def _missing_summary(missing: Sequence[Due], today: date) -> str:
    count, late = len(missing), sum(due.is_late_on(today) for due in missing)
    counted = (
        f"{french.count_word(count, feminine=True)} {french.plural(count, 'valeur', 'valeurs')} à saisir"
    )
    if not late:
        return counted
    if late == count:
        return f"{counted}, en retard"
    return f"{counted}, dont {french.count_word(late, feminine=True)} en retard"


def _month_due(due: Due, today: date) -> str:
    if due.is_late_on(today):
        return f"{_name(due.month)} (attendu le {french.day(due.until)}, en retard)"
    return f"{_name(due.month)} (jusqu’au {french.day(due.until)})"


def _returned_section(user: User, returned: Sequence[HandedMonth]) -> MailSection:
    count = len(returned)
    blocks = [
        frame.returned_block(
            f"{indicator.code}, {indicator.label}, {_name(record.month)}{_instead_of(indicator, user)}",
            record.actor,
            record.reason,
            month_url(indicator, record.month),
        )
        for indicator, record in returned
    ]
    many = f"{french.count_word(count)} mois vous reviennent"
    return section(french.plural(count, "un mois vous revient", many), blocks)


def _waiting_section(waiting: Sequence[HandedMonth]) -> MailSection:
    blocks = frame.waiting_blocks(waiting, lambda each: each.indicator.contract, "validation", _by_month)
    return section(f"{french.count_word(len(waiting))} mois à valider", blocks)


def _by_month(waiting: Iterable[HandedMonth]) -> str:
    """The indicators of each month, the latest month first."""
    codes: dict[Month, list[str]] = {}
    for indicator, record in waiting:
        codes.setdefault(record.month, []).append(indicator.code)
    return "\u202f; ".join(
        f"{_name(month)} ({french.listing(codes[month])})" for month in sorted(codes, reverse=True)
    )


def _instead_of(indicator: Indicator, user: User) -> str:
    holders = holders_of(indicator)
    return "" if user in holders else frame.instead_of(french.listing([str(each) for each in holders]))


def _name(month: Month) -> str:
    return french.month_name(month.year, month.number)
