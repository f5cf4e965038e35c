"""Where a line of the journal leads, and the name of what it is about."""

from django import template

from commitments.models import Contract
from dashboards.acts import places
from dashboards.acts.page import Act
from dashboards.journal.lines import JournalLine

register = template.Library()


@register.filter
def subject_name(line: JournalLine) -> str:
    return places.subject_name(line)


@register.filter
def place_in(line: JournalLine, contract: Contract) -> str:
    return places.line_url(contract, line)


@register.filter
def reason_beside(line: JournalLine, act: Act) -> str:
    """The reason of a line, where it is not that of its act, which is written once."""
    return "" if line.reason == act.change.reason else line.reason
