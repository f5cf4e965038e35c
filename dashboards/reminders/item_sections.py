"""The parts of a mail that are about échéances, in French."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from accounts.models import User
from commitments.calendar import ActionStatus
from commitments.selectors import Item
from commitments.wording import expected_of, lateness_of
from cpg.shared import french
from dashboards.addresses import contract_url, item_url
from dashboards.reminders import frame
from dashboards.reminders.actions import HandedItem, ItemTray, promises_only, review_for
from dashboards.reminders.frame import MailSection, address, section


def item_sections(user: User, tray: ItemTray, asked: Sequence[Item], today: date) -> list[MailSection]:
    """`asked` are those to review that are asked for now; all the rest of the tray is in."""
    sections = []
    if asked:
        sections.append(_asked_section(user, asked, today))
    if late := [item for item in tray.overdue if item.status is ActionStatus.EN_RETARD]:
        sections.append(_late_section(user, late))
    if promised := [item for _, item in promises_only(tray.overdue)]:
        sections.append(_promised_section(user, promised))
    if tray.returned:
        sections.append(_returned_section(tray.returned))
    if tray.waiting:
        sections.append(_waiting_section(tray.waiting))
    return sections


def _asked_section(user: User, asked: Sequence[Item], today: date) -> MailSection:
    placed = [
        (
            str(item.contract),
            address(contract_url(item.contract, "actions_review")),
            review_for(item.contract, today).until,
            item,
        )
        for item in asked
    ]
    placed.sort(key=lambda each: each[:2])
    blocks = []
    for (contract, url, until), group in groupby(placed, key=lambda each: each[:3]):
        when = "à soumettre d’ici le" if today <= until else "en retard, attendue le"
        names = "\n".join(f"  {_line(user, item)}" for *_, item in group)
        blocks.append(f"- {contract}, {when} {french.day(until)}\n{names}\n  {url}")
    return section(
        f"{_counted(asked)} {french.plural(len(asked), 'attend', 'attendent')} votre revue", blocks
    )


def _late_section(user: User, late: Sequence[Item]) -> MailSection:
    blocks = [f"- {_line(user, item)}\n  {address(item_url(item))}" for item in late]
    return section(f"{_counted(late)} en retard", blocks)


def _promised_section(user: User, promised: Sequence[Item]) -> MailSection:
    blocks = [f"- {_line(user, item)}\n  {address(item_url(item))}" for item in promised]
    count = french.count_word(len(promised), feminine=True)
    words = french.plural(len(promised), "date promise est passée", "dates promises sont passées")
    return section(f"{count} {words}", blocks)


def _line(user: User, item: Item) -> str:
    late = f", en retard {lateness_of(item)}" if item.days_late else ""
    passed = f", {expected_of(item)}" if item.is_promise_passed else ""
    owner = item.owners.owner
    return f"{item.name}{late}{passed}{frame.instead_of('' if owner in {None, user} else str(owner))}"


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
