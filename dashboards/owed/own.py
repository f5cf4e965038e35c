"""What one person has to do: what they owe, what is asked of them next, and what they stand in for."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from accounts.models import User
from commitments.quarterly_review import QuarterlyReview
from commitments.selectors import Item
from cpg.shared import french
from dashboards.addresses import cell_url
from dashboards.reminders.actions import is_asked, is_returned, review_for
from dashboards.reminders.debts import Debt, DebtKind
from dashboards.reminders.figures import HandedMonth
from dashboards.reminders.owed import Owed
from indicators.dues import Due
from indicators.models import Indicator


@dataclass(frozen=True)
class OwnList:
    """`coming` says that the contract has not begun."""

    owed: Owed
    user: User
    coming: str

    @property
    def today(self) -> date:
        return self.owed.today

    @cached_property
    def debts(self) -> list[Debt]:
        """What it is their turn for."""
        return [turn.debt for turn in self.owed.turns if self.user in turn.people]

    @cached_property
    def as_deputy(self) -> list[Debt]:
        """What they may do in place of somebody whose turn it is."""
        mine = [
            turn.debt for turn in self.owed.turns if self.user in (*turn.debt.deputies, *turn.debt.holders)
        ]
        return [debt for debt in mine if debt not in self.debts]

    @cached_property
    def upcoming(self) -> list[tuple[Due, str]]:
        """What they are to enter and is not late, each with its cell."""
        dues = (due for due in self.owed.office.to_enter if not due.is_late_on(self.today))
        return [(due, cell_url(due.indicator, due.month)) for due in dues if self._is_theirs(due.indicator)]

    @cached_property
    def entered(self) -> list[HandedMonth]:
        """What they have not submitted yet."""
        return [each for each in self.owed.office.entered if self._is_theirs(each.indicator)]

    @cached_property
    def to_review(self) -> list[Item]:
        """Their échéances that wait for the review of the last quarter, and are not listed as owed."""
        waiting = (item for item in self.owed.items if is_asked(item) and not is_returned(item))
        return [item for item in waiting if not item.days_late and item.is_assigned_to(self.user)]

    @property
    def review(self) -> QuarterlyReview:
        return review_for(self.owed.office.contract, self.today)

    @property
    def is_review_late(self) -> bool:
        return self.today > self.review.until

    @property
    def has_next(self) -> bool:
        return bool(self.upcoming or self.entered or self.to_review)

    @property
    def is_assigned(self) -> bool:
        return any(self._is_theirs(each) for each in self.owed.office.indicators) or any(
            item.is_assigned_to(self.user) for item in self.owed.items
        )

    @property
    def finding(self) -> str:
        if self.debts:
            return self._what_waits
        if self.coming:
            return self.coming
        if not self.is_assigned:
            return "Rien ne vous est attribué ici"
        if self.has_next or self.as_deputy:
            return "Rien de ce qui vous revient n’est en retard"
        return "Vous n’avez rien à faire\u00a0: tout ce qui était attendu de vous est soumis"

    @property
    def _what_waits(self) -> str:
        """`Trois choses à faire : deux en retard, une renvoyée`."""
        kinds = [debt.kind for debt in self.debts]
        returned, unexplained = kinds.count(DebtKind.RETURNED), kinds.count(DebtKind.UNEXPLAINED)
        promised = kinds.count(DebtKind.PROMISE)
        to_confirm = kinds.count(DebtKind.ARRIVAL)
        late = len(kinds) - returned - unexplained - promised - to_confirm
        words = (
            (late, "en retard"),
            (promised, french.plural(promised, "promise pour un jour passé", "promises pour un jour passé")),
            (returned, french.plural(returned, "renvoyée", "renvoyées")),
            (to_confirm, "à confirmer"),
            (unexplained, "à expliquer"),
        )
        parts = [f"{french.count_word(count, feminine=True)} {word}" for count, word in words if count]
        count = french.count_word(len(kinds), feminine=True)
        things = french.plural(len(kinds), "chose à faire", "choses à faire")
        return french.sentence(f"{count} {things}\u00a0: {', '.join(parts)}")

    def _is_theirs(self, indicator: Indicator) -> bool:
        return indicator.is_assigned_to(self.user)
