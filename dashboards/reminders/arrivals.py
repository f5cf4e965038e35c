"""Files of sources that wait for each person, and the part of a mail that is about them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils import timezone

from accounts.models import User
from commitments.ledger.reminders import Deadline
from cpg.shared import french
from dashboards.addresses import contract_url
from dashboards.reminders.frame import MailSection, Staff, address, section
from indicators.imports.arriving import to_confirm
from indicators.models import SourceArrival

# A mail said that it came: the first reminder is three days later, the next ones nine and eighteen.
IN_TIME = timedelta(days=8)


def waiting_for(staff: Staff) -> Mapping[User, list[SourceArrival]]:
    """Those to be confirmed by each person who can be written to, the oldest first. One query."""
    found: dict[User, list[SourceArrival]] = defaultdict(list)
    for each in to_confirm(staff.contract):
        if each.job is not None and staff.is_reached(each.job.user):
            found[each.job.user].append(each)
    return found


def deadline_of(arrival: SourceArrival) -> Deadline:
    came = timezone.localdate(arrival.arrived_at)
    return Deadline(came, came + IN_TIME)


def arrival_sections(asked: Sequence[SourceArrival], today: date) -> list[MailSection]:
    if not asked:
        return []
    blocks = [
        f"- {each.name}, source «\u00a0{each.source.name}\u00a0»\n  {_since(each, today)}\n"
        f"  {address(contract_url(each.source.contract, 'import', each.job_id))}"
        for each in asked
    ]
    count = french.count_word(len(asked))
    return [section(f"{count} {french.plural(len(asked), 'fichier', 'fichiers')} à confirmer", blocks)]


def _since(arrival: SourceArrival, today: date) -> str:
    came = timezone.localdate(arrival.arrived_at)
    since = french.since(came, today)
    return f"arrivé le {french.day(came)}{', ' if since else ''}{since}\u00a0: rien n’en est enregistré"
