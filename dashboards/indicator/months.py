"""The months of an indicator: the table of their values, their states grouped by word, the month to enter next."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from commitments.ledger.state import State
from cpg.shared import french
from cpg.shared.figures import decimals_of
from cpg.shared.periods import Month, months_between, months_of_year
from dashboards.addresses import month_url
from dashboards.shared.figures import value_text
from indicators.domain.aggregation import month_value
from indicators.domain.model import Absence, AbsenceKind, Amount, Attainment, Definition, Pair, Series
from indicators.domain.month_state import Act, Expectation, MonthState, closing_text
from indicators.models import Indicator
from indicators.selectors import LockRecord, MonthRecord

NAMED_AT_MOST = 6
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
    # From the first month that holds something: a first year that was moved later leaves values before it.
    first = min(
        [indicator.first_year or definition.contract_first_year, *(month.year for month in series.facts)]
    )
    last = min(max(shown.year, today.year), definition.contract_last_year)
    lines = []
    for year in range(last, first - 1, -1):
        cells = []
        for month in months_of_year(year):
            text, kind, title = _cell(definition, series, month, states[month], decimals)
            url = month_url(indicator, month) if open_to_entry(month) else ""
            cells.append(MonthCell(text, kind, title, url))
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


@dataclass(frozen=True, slots=True)
class StateLine:
    """One line: a shape of the sprite, a state in words and its months, with the reason and its author."""

    shape: str
    word: str
    months: str
    reason: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class MonthStates:
    """`waits_for_person`: whether a month waits for this person's validation. `to_submit`: what they may submit."""

    lines: tuple[StateLine, ...]
    waits_for_person: bool
    to_submit: MonthRecord | None


def month_states(
    records: Mapping[Month, MonthRecord],
    states: Mapping[Month, MonthState],
    locks: Iterable[LockRecord],
    shown: Month,
    *,
    may_submit: bool,
    may_validate: bool,
) -> MonthStates:
    held = [record for _, record in sorted(records.items()) if record.fact is not None]
    returned = [record for record in held if record.state is State.RETOURNE]
    lines = [_line(states[each.month], [each], each.reason, each.actor) for each in returned]
    lines += [
        StateLine("f-alerte", closing_text(lock), _name(lock.month), lock.reason, lock.actor)
        for lock in locks
        if lock.is_reopened
    ]
    others = sorted((each for each in held if each not in returned), key=lambda each: _order(states, each))
    for _, group in groupby(others, key=lambda each: _wording(states[each.month])):
        together = list(group)
        lines.append(_line(states[together[0].month], together))
    is_draft = Act.SUBMIT in states[shown].acts
    return MonthStates(
        lines=tuple(lines),
        waits_for_person=may_validate and any(record.state is State.SOUMIS for record in held),
        to_submit=records.get(shown) if may_submit and is_draft else None,
    )


def _order(states: Mapping[Month, MonthState], record: MonthRecord) -> tuple[int, str, Month]:
    """What is still to be done first, months of one wording together."""
    return list(State).index(record.state), _wording(states[record.month]), record.month


def _wording(state: MonthState) -> str:
    return f"{state.text}, {state.turn}" if state.turn else state.text


def _line(state: MonthState, records: Sequence[MonthRecord], reason: str = "", who: str = "") -> StateLine:
    return StateLine(state.shape, _wording(state), _names(records), reason, who)


def _name(month: Month) -> str:
    return french.month_name(month.year, month.number)


def _names(records: Sequence[MonthRecord]) -> str:
    """A few months by name, many by their number and the last of them."""
    if len(records) <= NAMED_AT_MOST:
        return french.listing([_name(record.month) for record in records])
    return f"{len(records)} mois, le dernier {_name(records[-1].month)}"


@dataclass(frozen=True, slots=True)
class EntryOffer:
    """The month that the main button offers to the person, to be entered or corrected."""

    month: Month
    is_correction: bool


def entry_offer(
    indicator: Indicator,
    records: dict[Month, MonthRecord],
    shown: Month,
    today: Month,
    is_open: Callable[[Month], bool],
) -> EntryOffer | None:
    """Among the due months that are over and open: the latest that is empty, else the latest up to the one shown."""
    first = Month(indicator.first_year or indicator.contract.first_year, 1)
    step = indicator.definition.frequency.months
    over = min(today.plus(-1), Month(indicator.contract.last_year, 12))
    due = [m for m in reversed(list(months_between(first, over))) if m.number % step == 0 and is_open(m)]
    filled = {month for month, record in records.items() if record.fact is not None}
    empty = [month for month in due if month not in filled and month > over.plus(-12)]
    best = next(iter(empty), None) or next((month for month in due if month <= shown), None)
    return EntryOffer(best, best in filled) if best else None
