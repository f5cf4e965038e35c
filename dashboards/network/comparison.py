"""The same contract in several bodies, read in a constant number of queries whatever their number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from cpg.shared.periods import Month, months_between
from indicators.domain import RollUp, Term, roll_up
from indicators.domain.model import Status
from indicators.domain.rollup import is_target
from indicators.models import Indicator, StoredAttainment

MONTHS_BACK = 11
STATUSES = {status.value: status for status in Status}


@dataclass(frozen=True, slots=True)
class Column:
    """What bodies are compared on: a measure, under the code and the words of the first contract that has it."""

    key: str
    code: str
    label: str
    theme: int
    theme_title: str


@dataclass(frozen=True, slots=True)
class Cell:
    """An indicator of one body at the end of the month; no status before it is computed."""

    status: Status | None
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A body: its cells by key of column, and its total at the end of each month."""

    contract: Contract
    cells: Mapping[str, Cell]
    totals: Mapping[Month, RollUp]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`months` are the last twelve, or fewer when the contract is younger."""

    month: Month
    months: tuple[Month, ...]
    columns: tuple[Column, ...]
    bodies: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class _Measured:
    pk: int
    contract: int
    column: Column
    weight: Decimal | None


@dataclass(frozen=True, slots=True)
class _Figure:
    """What a month of an indicator brings to the page."""

    status: Status
    score: Decimal | None
    objectif: Decimal | None


type _Figures = Mapping[tuple[int, date], _Figure]


def comparable(user: User, code: str) -> list[Contract]:
    """The contracts of that code that the person may compare, by the names of their bodies; none where there is
    nothing to compare with. One query.
    """
    found = Contract.objects.all().visible_to(user).filter(code=code).select_related("body")
    listed = [contract for contract in found if may(user, Verb.COMPARE, contract)]
    return sorted(listed, key=lambda each: each.body.short_name) if len(listed) > 1 else []


def comparison(contracts: Sequence[Contract], month: Month) -> Comparison:
    """Two queries. The contracts come with their bodies."""
    first = Month(min(contract.first_year for contract in contracts), 1)
    months = tuple(months_between(max(first, month.plus(-MONTHS_BACK)), month))
    measured = list(_measured(contracts))
    figures = _figures([each.pk for each in measured], months)
    by_contract: dict[int, list[_Measured]] = defaultdict(list)
    for each in measured:
        by_contract[each.contract].append(each)
    return Comparison(
        month=month,
        months=months,
        columns=_columns(measured),
        bodies=tuple(_compared(each, by_contract[each.pk], figures, months) for each in contracts),
    )


def _measured(contracts: Sequence[Contract]) -> Iterator[_Measured]:
    """In the order of each contract. A contract that counts twice with a measure has a column for each."""
    order = {contract.pk: place for place, contract in enumerate(contracts)}
    rows = Indicator.objects.filter(contract__in=contracts).order_by("position")
    seen: dict[tuple[int, str], int] = defaultdict(int)
    listed = rows.values_list(
        "pk", "contract_id", "weight", "measure__code", "code", "label", "theme__position", "theme__title"
    )
    for pk, contract, weight, measure, code, label, theme, title in sorted(
        listed, key=lambda row: order[row[1]]
    ):
        seen[contract, measure] += 1
        again = seen[contract, measure]
        key = measure if again == 1 else f"{measure}.{again}"
        yield _Measured(pk, contract, Column(key, code, label, theme, title), weight)


def _columns(measured: Iterable[_Measured]) -> tuple[Column, ...]:
    """By theme, as in the first contract that has it; what only others have comes after."""
    columns: dict[str, Column] = {}
    for each in measured:
        columns.setdefault(each.column.key, each.column)
    return tuple(sorted(columns.values(), key=lambda column: column.theme))


def _figures(keys: Sequence[int], months: Sequence[Month]) -> _Figures:
    # Thousands of rows: columns, and no instance of a model for each. Found by the index of indicators and months:
    # by their contracts, PostgreSQL reads the whole table.
    rows = StoredAttainment.objects.filter(
        indicator__in=keys, month__gte=months[0].first_day, month__lte=months[-1].first_day
    )
    listed = rows.order_by().values_list("indicator_id", "month", "status", "score", "objectif_annual")
    return {(key, day): _Figure(STATUSES[status], *figures) for key, day, status, *figures in listed}


def _compared(
    contract: Contract, measured: Sequence[_Measured], figures: _Figures, months: Sequence[Month]
) -> Compared:
    last = months[-1].first_day
    return Compared(
        contract=contract,
        cells={each.column.key: _cell(figures.get((each.pk, last))) for each in measured},
        totals={month: _total(measured, figures, month.first_day) for month in months},
    )


def _cell(figure: _Figure | None) -> Cell:
    return Cell(figure.status, figure.score) if figure else Cell(None, None)


def _total(measured: Sequence[_Measured], figures: _Figures, day: date) -> RollUp:
    return roll_up(_term(each, figures.get((each.pk, day))) for each in measured)


def _term(each: _Measured, figure: _Figure | None) -> Term:
    if figure is None:
        return Term(each.column.code, each.weight, has_target=False, score=None)
    return Term(each.column.code, each.weight, is_target(figure.objectif, figure.status), figure.score)
