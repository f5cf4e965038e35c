"""The page of the grid: the lines that a person may write, what is due from them, and what they may submit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.state import State
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month, months_of_year
from dashboards.entry.lines import Line, line_of
from indicators.dues import Due, to_enter
from indicators.models import Indicator
from indicators.selectors import closed_months, known

SHOWN_AT_MOST = 12
MONTHS_IN_YEAR = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: a year, a fiche (0 for all), the month whose figures to date are shown. By default
    the last month that is over.
    """

    year: int
    fiche: int
    shown: Month

    @classmethod
    def of(cls, contract: Contract, query: QueryDict, today: date) -> "Asked":
        year = _number(query.get("annee", ""), Month.of(today).plus(-1).year)
        asked = cls.for_year(year, contract, today, _number(query.get("mois", ""), 0))
        return replace(asked, fiche=_number(query.get("fiche", ""), 0))

    @classmethod
    def for_year(cls, year: int, contract: Contract, today: date, number: int = 0) -> "Asked":
        year = min(max(year, contract.first_year), contract.last_year)
        return cls(year, 0, cls.month_of(year, today, number))

    @staticmethod
    def month_of(year: int, today: date, number: int) -> Month:
        """A month by its number, else the last one of that year that is over."""
        if 1 <= number <= MONTHS_IN_YEAR:
            return Month(year, number)
        return min(max(Month.of(today).plus(-1), Month(year, 1)), Month(year, MONTHS_IN_YEAR))


@dataclass(frozen=True, slots=True)
class DueLine:
    """Something to do: what, by when or why, and where."""

    text: str
    when: str
    is_late: bool
    url: str


@dataclass(frozen=True, slots=True)
class Column:
    number: int
    name: str
    is_near: bool
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Grid:
    asked: Asked
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    todo: tuple[DueLine, ...]
    more_todo: int
    late: int
    returned: int
    due: int
    fiches: tuple[tuple[int, str], ...]
    years: tuple[int, ...]

    @property
    def drafts(self) -> int:
        return sum(len(line.drafts) for line in self.lines)

    @property
    def finding(self) -> str:
        """What remains, said first."""
        if not (self.due or self.returned):
            return "Rien ne manque\u00a0: tout ce qui était attendu est saisi."
        parts = []
        if self.due:
            what = french.plural(self.due, "valeur à saisir", "valeurs à saisir")
            parts.append(f"{french.count_word(self.due, feminine=True)} {what}{self._of_which_late}")
        if self.returned:
            parts.append(f"{french.count_word(self.returned, feminine=True)} à reprendre")
        return f"Il reste {' et '.join(parts)}."

    @property
    def _of_which_late(self) -> str:
        if not self.late:
            return ""
        if self.late == self.due:
            return " en retard"
        return f" (dont {french.count_word(self.late, feminine=True)} en retard)"


def writable_indicators(contract: Contract, user: User) -> list[Indicator]:
    """The indicators that the person may enter, in order. Two queries."""
    indicators = Indicator.objects.filter(contract=contract).with_definition().order_by("position")
    return [each for each in indicators.prefetch_related("assignments") if may(user, Verb.RECORD, each)]


def grid_page(contract: Contract, user: User, query: QueryDict) -> Grid:
    """A constant number of queries, whatever the number of indicators and months."""
    today = localdate()
    asked = Asked.of(contract, query, today)
    mine = writable_indicators(contract, user)
    found = known(mine)
    closed = closed_months(contract, today)
    shown = [each for each in mine if asked.fiche in {0, each.fiche.position}]
    due = to_enter(mine, {key: each.series for key, each in found.items()}, closed, today)
    returned = [
        (indicator, record)
        for indicator in mine
        for _, record in sorted(found[indicator.pk].records.items())
        if record.state is State.RETOURNE and record.month not in closed
    ]
    todo = [_returned_line(indicator, record.month) for indicator, record in returned]
    todo += [_due_line(each, today) for each in due]
    return Grid(
        asked=asked,
        columns=tuple(_column(month, asked.shown) for month in months_of_year(asked.year)),
        lines=tuple(
            line_of(each, found[each.pk], asked.year, asked.shown, today=today, closed=closed)
            for each in shown
        ),
        todo=tuple(todo[:SHOWN_AT_MOST]),
        more_todo=max(0, len(todo) - SHOWN_AT_MOST),
        late=sum(each.is_late_on(today) for each in due),
        returned=len(returned),
        due=len(due),
        fiches=_fiches(mine),
        years=tuple(year for year in contract.years if Month(year, 1).first_day <= today),
    )


def _fiches(indicators: Sequence[Indicator]) -> tuple[tuple[int, str], ...]:
    found = {each.fiche.position: each.fiche.title for each in indicators}
    return tuple(sorted(found.items()))


def _column(month: Month, shown: Month) -> Column:
    name = french.SHORT_MONTHS[month.number - 1]
    return Column(month.number, name, month in {shown, shown.plus(-1)}, month == shown)


def _due_line(due: Due, today: date) -> DueLine:
    is_late = due.is_late_on(today)
    when = f"en retard depuis le {french.day(due.until)}" if is_late else f"jusqu’au {french.day(due.until)}"
    return DueLine(_named(due.indicator, due.month), when, is_late, _field_url(due.indicator, due.month))


def _returned_line(indicator: Indicator, month: Month) -> DueLine:
    return DueLine(_named(indicator, month), "renvoyé", True, _field_url(indicator, month))


def _named(indicator: Indicator, month: Month) -> str:
    return f"{indicator.code}, {french.month_name(month.year, month.number)}"


def _field_url(indicator: Indicator, month: Month) -> str:
    """The grid of that year, at that very field; a small screen shows that month's column."""
    contract = indicator.contract
    address = reverse("entry", args=[contract.body.code, contract.code])
    return f"{address}?annee={month.year}&mois={month.number}#{indicator.code}-{month}"


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else default
