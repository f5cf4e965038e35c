"""What is late among the actions, as the tableau de bord says it: in a line, then the longest ones.

It is late today, whatever month the figures beside it are of: the title names the day.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.timezone import localdate

from commitments.calendar import Declared
from commitments.models import Contract
from commitments.selectors import items_of
from cpg.shared import french
from dashboards.actions.page import LateLine, late_lines, late_url

AT_MOST = 3
OVER = [Declared.REALISE.value, Declared.ABANDONNE.value]


@dataclass(frozen=True, slots=True)
class LateActions:
    count: int
    title: str
    lines: tuple[LateLine, ...]
    more: int
    url: str


def late_actions(contract: Contract) -> LateActions:
    """Four queries, on what is late only."""
    today = localdate()
    missed = Q(year__lt=today.year) & ~Q(follow_up__current__declared__in=OVER)
    items = items_of(contract, today, where=missed)
    lines = late_lines(items)
    count = len({item.action.pk for item in items})
    verb = french.plural(count, "action en retard", "actions en retard")
    title = french.sentence(f"{french.count_word(count, feminine=True)} {verb} au {french.day(today)}")
    return LateActions(
        count=count,
        title=title if count else f"Aucune action en retard au {french.day(today)}",
        lines=lines[:AT_MOST],
        more=max(0, len(lines) - AT_MOST),
        url=late_url(contract),
    )
