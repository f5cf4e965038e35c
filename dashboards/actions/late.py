"""What is late among the actions: in a line, then each, the longest first.

It is late today, whatever month the figures beside it are of: the title names the day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.clock import localdate
from commitments.calendar import ActionStatus
from commitments.models import Contract
from commitments.selectors import Item, is_missed, items_of
from cpg.shared import french
from dashboards.addresses import contract_url


@dataclass(frozen=True, slots=True)
class LateActions:
    """The late échéances of a contract on a day, the longest first, and apart those whose promised day is over."""

    contract: Contract
    items: Sequence[Item]
    passed: Sequence[Item]
    day: date

    @property
    def count(self) -> int:
        """Of actions: several deliverables of one action count once."""
        return len({item.action.pk for item in self.items})

    @property
    def title(self) -> str:
        day = french.day(self.day)
        if not self.items:
            return f"Aucune action en retard au {day}"
        verb = french.plural(self.count, "action en retard", "actions en retard")
        return french.sentence(f"{french.count_word(self.count, feminine=True)} {verb} au {day}")

    @property
    def nothing(self) -> str:
        """Why nothing is late."""
        if self.day.year <= self.contract.first_year:
            return "Aucun exercice du contrat n’est encore écoulé."
        return "Chaque action des années passées est faite, ou abandonnée avec son motif."

    @property
    def passed_count(self) -> str:
        """To go on a sentence: `vingt dates promises sont passées`."""
        return passed_words(len(self.passed))

    @property
    def passed_url(self) -> str:
        return f"{contract_url(self.contract, 'actions')}?prevu=passee#calendrier"

    @property
    def url(self) -> str:
        return f"{contract_url(self.contract, 'actions')}?etat={ActionStatus.EN_RETARD.value}#calendrier"


def late_actions(contract: Contract) -> LateActions:
    """Four queries, on what is late and on what was promised only."""
    today = localdate()
    items = items_of(contract, today, where=is_missed(today))
    return LateActions(contract, late_first(items), passed_first(items), today)


def late_first(items: Iterable[Item]) -> list[Item]:
    """Those that are late, the longest first."""
    late = [item for item in items if item.status is ActionStatus.EN_RETARD]
    return sorted(late, key=lambda item: -item.days_late)


def passed_first(items: Iterable[Item]) -> list[Item]:
    """Those whose promised day is over, the longest first, be they late or not."""
    passed = [(item.forecast, item) for item in items if item.forecast and item.is_promise_passed]
    return [item for _, item in sorted(passed, key=lambda each: each[0])]


def passed_words(count: int) -> str:
    """How many promised days are over, inside a sentence."""
    if not count:
        return "aucune date promise n’est passée"
    verb = french.plural(count, "date promise est passée", "dates promises sont passées")
    return f"{french.count_word(count, feminine=True)} {verb}"
