"""The page of the grid: the lines that a person may write, what is due from them, and what they may submit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.state import State
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month, months_of_year
from dashboards.addresses import cell_url
from dashboards.entry.forms import GridFilters
from dashboards.entry.lines import GridLine, line_of
from dashboards.shared.sentences import nothing_yet
from indicators.dues import Due, to_enter
from indicators.models import Indicator
from indicators.selectors import known, locks_on

SHOWN_AT_MOST = 12


@dataclass(frozen=True, slots=True)
class TodoItem:
    """A month that was returned or is due: what it is, by when or why, and where. `due` is None where it came back."""

    indicator: Indicator
    month: Month
    today: date
    due: Due | None = None

    @property
    def text(self) -> str:
        return f"{self.indicator.short_name}, {french.month_name(self.month.year, self.month.number)}"

    @property
    def when(self) -> str:
        if self.due is None:
            return State.RETOURNE.label
        day = french.day(self.due.until)
        return f"en retard depuis le {day}" if self.is_late else f"jusqu’au {day}"

    @property
    def is_late(self) -> bool:
        return self.due is None or self.due.is_late_on(self.today)

    @property
    def url(self) -> str:
        return cell_url(self.indicator, self.month)


@dataclass(frozen=True, slots=True)
class Grid:
    """`late` and `returned` count what is due from the person and what came back to them, whatever the year shown.
    `coming` says that the contract has not begun.
    """

    filters: GridFilters
    lines: tuple[GridLine, ...]
    todo: tuple[TodoItem, ...]
    more_todo: int
    late: int
    returned: int
    due: int
    fiches: tuple[tuple[int, str], ...]
    years: tuple[int, ...]
    coming: str

    @property
    def months(self) -> tuple[Month, ...]:
        return months_of_year(self.filters.year)

    @property
    def finding(self) -> str:
        """What remains, said first."""
        if self.coming:
            return f"{self.coming}."
        if not (self.due or self.returned):
            return "Rien ne manque\u00a0: tout ce qui était attendu est saisi."
        parts = []
        if self.due:
            what = french.plural(self.due, "valeur à saisir", "valeurs à saisir")
            parts.append(f"{french.count_word(self.due, feminine=True)} {what}{self._of_which_late}")
        if self.returned:
            parts.append(f"{french.count_word(self.returned)} mois à reprendre")
        # After "toutes en retard" between commas, the list goes on after one.
        between = ", et " if parts[0].endswith("toutes en retard") else " et "
        return f"Il reste {between.join(parts)}."

    @property
    def _of_which_late(self) -> str:
        if not self.late:
            return ""
        if self.late == self.due:
            return french.plural(self.due, " en retard", ", toutes en retard")
        return f" (dont {french.count_word(self.late, feminine=True)} en retard)"


def writable_indicators(contract: Contract, user: User) -> list[Indicator]:
    """The indicators that the person may enter, in order. Two queries."""
    indicators = Indicator.objects.filter(contract=contract).with_definition().order_by("position")
    return [each for each in indicators.prefetch_related("assignments") if may(user, Verb.RECORD, each)]


def grid_page(contract: Contract, user: User, query: Mapping[str, Any]) -> Grid:
    """A constant number of queries, whatever the number of indicators and months."""
    today = localdate()
    filters = GridFilters(contract, query, today)
    mine = writable_indicators(contract, user)
    found = known(mine)
    locks = locks_on(contract, today)
    closed = {month for month, lock in locks.items() if lock.is_closed}
    shown = [each for each in mine if filters.fiche_number in {0, each.fiche.position}]
    due = to_enter(mine, {key: each.series for key, each in found.items()}, closed, today)
    returned = [
        (indicator, record)
        for indicator in mine
        for _, record in sorted(found[indicator.pk].records.items())
        if record.state is State.RETOURNE and record.month not in closed
    ]
    todo = [TodoItem(indicator, record.month, today) for indicator, record in returned]
    todo += [TodoItem(each.indicator, each.month, today, each) for each in due]
    return Grid(
        filters=filters,
        lines=tuple(
            line_of(each, found[each.pk], filters.year, filters.shown, today=today, locks=locks)
            for each in shown
        ),
        todo=tuple(todo[:SHOWN_AT_MOST]),
        more_todo=max(0, len(todo) - SHOWN_AT_MOST),
        late=sum(each.is_late_on(today) for each in due),
        returned=len(returned),
        due=len(due),
        fiches=_fiches(mine),
        years=tuple(year for year in contract.years if Month(year, 1).first_day <= today),
        coming=nothing_yet(contract, "à saisir"),
    )


def _fiches(indicators: Sequence[Indicator]) -> tuple[tuple[int, str], ...]:
    found = {each.fiche.position: each.fiche.title for each in indicators}
    return tuple(sorted(found.items()))
