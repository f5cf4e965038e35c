"""The table of months: a line a year, the latest first, each month by its value or what it is without one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cpg.shared import french
from cpg.shared.figures import decimals_of
from cpg.shared.periods import Month, months_of_year
from dashboards.addresses import month_url
from dashboards.shared.figures import value_text
from indicators.domain.aggregation import month_value
from indicators.domain.model import Absence, AbsenceKind, Amount, Attainment, Definition, Pair, Series
from indicators.domain.month_state import Expectation, MonthState
from indicators.models import Indicator

# Text and class of a month that holds nothing; before the first year there is no line.
EMPTY_CELLS = {
    Expectation.BEFORE_FIRST_YEAR: ("", "nondu"),
    Expectation.NOT_DUE: ("", "nondu"),
    Expectation.NOT_YET_DUE: ("·", "nondu"),
    Expectation.EXPECTED: ("—", "rien"),
    Expectation.LATE: ("—", "rien"),
}


@dataclass(frozen=True, slots=True)
class MonthCell:
    """`text` is what is read; `title` says it in full to who listens; `url` where it may be entered or corrected."""

    text: str
    kind: str
    title: str
    url: str
    is_shown_month: bool


@dataclass(frozen=True, slots=True)
class YearLine:
    year: int
    cells: tuple[MonthCell, ...]
    total: str


def month_lines(
    indicator: Indicator,
    series: Series,
    states: Mapping[Month, MonthState],
    attainments: Mapping[Month, Attainment],
    shown: Month,
    *,
    open_to_entry: Callable[[Month], bool],
    today: Month,
) -> tuple[YearLine, ...]:
    """From the year shown back to the first of the contract, or on to the present one if it is later."""
    definition = indicator.definition
    decimals = max((decimals_of(f.value) for f in series.facts.values() if isinstance(f, Amount)), default=0)
    first = definition.first_year or definition.contract_first_year
    last = min(max(shown.year, today.year), definition.contract_last_year)
    lines = []
    for year in range(last, first - 1, -1):
        cells = []
        for month in months_of_year(year):
            text, kind, title = _cell(definition, series, month, states[month], decimals)
            url = month_url(indicator, month) if open_to_entry(month) else ""
            cells.append(MonthCell(text, kind, title, url, month == shown))
        end = attainments.get(shown if year == shown.year else Month(year, 12))
        lines.append(YearLine(year, tuple(cells), value_text(definition, end.value if end else None)))
    return tuple(lines)


def _cell(
    definition: Definition, series: Series, month: Month, state: MonthState, decimals: int
) -> tuple[str, str, str]:
    """The text of a month, its class, and the whole of it for who listens."""
    name = french.month_name(month.year, month.number)
    if state.is_neutralised:
        return "‖", "neutre", f"{name}, {state.text}"
    match fact := series.facts.get(month):
        case Absence(kind, reason):
            short = "s.\u00a0o." if kind is AbsenceKind.SANS_OBJET else "n.\u00a0d."
            return short, "absence", f"{name}, {kind.label}{french.NO_BREAK}: {reason}, {state.text}"
        case Amount() | Pair():
            text = fact_text(definition, fact, decimals)
            return text, "valeur", f"{name}, {text}, {state.text}"
        case None:
            return *EMPTY_CELLS[state.expectation], f"{name}, {state.text}"


def fact_text(definition: Definition, fact: Amount | Pair, decimals: int) -> str:
    """The month's own value, amounts with the decimals of all of them; a ratio as the indicator says it."""
    value = month_value(definition, fact)
    if value is None:
        return "aucun cas"
    return french.number(value, decimals) if isinstance(fact, Amount) else french.number(value)
