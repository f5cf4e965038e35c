"""The journal as it is shown: pages of lines, the latest first."""

from collections.abc import Iterable
from operator import attrgetter

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from dashboards.journal.lines import JournalLine
from dashboards.journal.months import month_lines
from dashboards.journal.of_indicator import decision_lines, version_lines
from dashboards.shared.forms import AddressForm, WholeNumberField
from indicators.models import Indicator
from indicators.selectors import history_of

LINES_A_PAGE = 15

type JournalPage = Page[JournalLine]


class JournalForm(AddressForm):
    """`?journal=2` is the second page; what is no number is the first."""

    journal = WholeNumberField(min_value=1, initial=1)


def asked_page(query: QueryDict) -> int:
    number: int = JournalForm(query).asked["journal"]
    return number


def journal_page(indicator: Indicator, number: int) -> JournalPage:
    """A page of all that was ever done about an indicator. Nine queries whatever happened."""
    lines = [
        *month_lines(indicator, history_of(indicator)),
        *decision_lines(indicator),
        *version_lines(indicator),
    ]
    return page_of(lines, number)


def page_of(lines: Iterable[JournalLine], number: int) -> JournalPage:
    """That page of these lines, the latest first; the last page when there are fewer."""
    listed = sorted(lines, key=attrgetter("by.sequence"), reverse=True)
    return Paginator(listed, LINES_A_PAGE).get_page(number)
