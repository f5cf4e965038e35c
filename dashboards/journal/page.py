"""One page of the journal, the latest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from django.http import QueryDict

from dashboards.journal.acts import acts_of
from dashboards.journal.lines import JournalLine
from dashboards.journal.months import month_lines
from dashboards.journal.others import locking_line, neutralisation_line, proving_line, targeting_line
from indicators.models import Indicator

LINES_A_PAGE = 15


@dataclass(frozen=True, slots=True)
class JournalPage:
    """`number` counts from 1, the latest; `newer` and `older` are the pages beside it, 0 where there is none."""

    lines: tuple[JournalLine, ...]
    number: int
    count: int

    @property
    def first(self) -> int:
        return (self.number - 1) * LINES_A_PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.lines) - 1

    @property
    def newer(self) -> int:
        return self.number - 1

    @property
    def older(self) -> int:
        return self.number + 1 if self.last < self.count else 0


def asked_page(query: QueryDict) -> int:
    """The page that `?journal=2` asks for; what is no number is the first."""
    text = query.get("journal", "")
    return max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def journal_page(indicator: Indicator, number: int) -> JournalPage:
    """That page, the last one when there are fewer. Five queries whatever happened."""
    acts = acts_of(indicator)
    definition = indicator.definition
    lines = [
        *month_lines(definition, acts.history),
        *(neutralisation_line(act) for act in acts.neutralisations),
        *(locking_line(act) for act in acts.lockings),
        *(targeting_line(definition, act) for act in acts.targetings),
        *(proving_line(act) for act in acts.provings),
    ]
    return page_of(lines, number)


def page_of(lines: Iterable[JournalLine], number: int) -> JournalPage:
    """That page of these lines, the latest first; the last page when there are fewer."""
    listed = sorted(lines, key=attrgetter("sequence"), reverse=True)
    number = min(number, max(1, -(-len(listed) // LINES_A_PAGE)))
    start = (number - 1) * LINES_A_PAGE
    return JournalPage(tuple(listed[start : start + LINES_A_PAGE]), number, len(listed))
