"""What each person has to do about decisions of the committee, and the part of a mail that is about them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from accounts.models import User
from commitments.ledger.reminders import Deadline
from cpg.shared import french
from dashboards.addresses import contract_url
from dashboards.models.resolution import Resolution
from dashboards.reminders.frame import MailSection, Staff, address, section
from dashboards.resolutions.selectors import open_resolutions


def to_do(staff: Staff) -> Mapping[User, list[Resolution]]:
    """Those to be done by each person who can be written to, the nearest day first. At most two queries."""
    found: dict[User, list[Resolution]] = defaultdict(list)
    for each in open_resolutions(staff.contract):
        if staff.is_member_reached(owner := each.current.owner):
            found[owner].append(each)
    return found


def deadline_of(resolution: Resolution) -> Deadline:
    return Deadline(resolution.taken_on, resolution.current.due)


def decision_sections(asked: Sequence[Resolution], today: date) -> list[MailSection]:
    if not asked:
        return []
    blocks = [
        f"- {each.text}\n  {each}, {_due(each, today)}\n"
        f"  {address(contract_url(each.contract, 'resolution', each.number))}"
        for each in asked
    ]
    count = french.count_word(len(asked), feminine=True)
    words = french.plural(len(asked), "décision du comité à faire", "décisions du comité à faire")
    return [section(f"{count} {words}", blocks)]


def _due(resolution: Resolution, today: date) -> str:
    due = resolution.current.due
    late = f", en retard {french.since(due, today)}" if resolution.days_late(today) else ""
    return f"pour le {french.day(due)}{late}"
