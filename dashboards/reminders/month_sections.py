"""The parts of a mail that are about months, in French, without any figure that somebody entered."""

from collections.abc import Iterable, Sequence
from datetime import date

from accounts.models import User
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.addresses import month_url
from dashboards.reminders import frame
from dashboards.reminders.figures import HandedMonth, MonthTray, UnexplainedMonth, holders_of
from dashboards.reminders.frame import MailSection, address, section
from indicators.dues import Due
from indicators.models import Indicator


def month_sections(user: User, tray: MonthTray, asked: Sequence[Due], today: date) -> list[MailSection]:
    """`asked` are those to enter that are asked for now; all the rest of the tray is in."""
    sections = []
    if asked:
        sections.append(missing_section(user, asked, today))
    if tray.returned:
        sections.append(_returned_section(user, tray.returned))
    if tray.overdue:
        sections.append(_unexplained_section(user, tray.overdue))
    if tray.waiting:
        sections.append(_waiting_section(tray.waiting))
    return sections


def missing_section(user: User, missing: Sequence[Due], today: date) -> MailSection:
    by_indicator: dict[Indicator, list[Due]] = {}
    for due in missing:
        by_indicator.setdefault(due.indicator, []).append(due)
    blocks = []
    # In the order of deadlines, which is that of `missing`.
    for indicator, dues in by_indicator.items():
        months = ", ".join(_month_due(due, today) for due in dues)
        url = address(month_url(indicator, dues[0].month))
        blocks.append(f"- {indicator}{_instead_of(indicator, user)}\n  {months}\n  {url}")
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
            _title(indicator, record.month, user),
            record.actor,
            record.reason,
            month_url(indicator, record.month),
        )
        for indicator, record in returned
    ]
    many = f"{french.count_word(count)} mois vous reviennent"
    return section(french.plural(count, "un mois vous revient", many), blocks)


def _unexplained_section(user: User, unexplained: Sequence[UnexplainedMonth]) -> MailSection:
    count = len(unexplained)
    blocks = []
    for indicator, record, owed in unexplained:
        why = "le seuil n’est plus tenu" if owed.falls_below_seuil else "la valeur est inhabituelle"
        url = address(month_url(indicator, record.month))
        blocks.append(f"- {_title(indicator, record.month, user)}\n  {why}\n  {url}")
    one, many = "mois attend un commentaire", "mois attendent un commentaire"
    return section(f"{french.count_word(count)} {french.plural(count, one, many)}", blocks)


def _waiting_section(waiting: Sequence[HandedMonth]) -> MailSection:
    blocks = frame.waiting_blocks(waiting, lambda each: each.indicator.contract, "validation", _by_month)
    return section(f"{french.count_word(len(waiting))} mois à valider", blocks)


def _by_month(waiting: Iterable[HandedMonth]) -> str:
    """The indicators of each month, the latest month first."""
    names: dict[Month, list[str]] = {}
    for indicator, record in waiting:
        names.setdefault(record.month, []).append(indicator.short_label)
    return "\u202f; ".join(
        f"{_name(month)} ({french.listing(names[month])})" for month in sorted(names, reverse=True)
    )


def _title(indicator: Indicator, month: Month, user: User) -> str:
    return f"{indicator}, {_name(month)}{_instead_of(indicator, user)}"


def _instead_of(indicator: Indicator, user: User) -> str:
    holders = holders_of(indicator)
    return "" if user in holders else frame.instead_of(french.listing([str(each) for each in holders]))


def _name(month: Month) -> str:
    return french.month_name(month.year, month.number)
