"""The same contract in several bodies, read in a constant number of queries whatever their number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from cpg.shared.periods import Month, months_between
from dashboards.network.gaps import (
    Counting,
    DefinitionGap,
    gaps_of_columns,
    gaps_of_credit,
    most_common,
)
from indicators.domain import RollUp, Term, roll_up
from indicators.domain.model import Status
from indicators.domain.spread import rank
from indicators.models import Indicator, StoredAttainment
from indicators.models.definition import COMPUTING

MONTHS_BACK = 11
STATUSES = {status.value: status for status in Status}


@dataclass(frozen=True, slots=True)
class MeasureColumn:
    """A measure on which bodies are compared, under the code and the label of the first contract that has it."""

    key: str
    code: str
    label: str
    theme: int
    theme_title: str


@dataclass(frozen=True, slots=True)
class BodyFigure:
    """An indicator of one body at the end of a month; no status before it is computed."""

    status: Status | None
    score: Decimal | None
    objectif: Decimal | None
    weight: Decimal | None
    is_floor: bool


@dataclass(frozen=True, slots=True)
class ComparedBody:
    """A body: its figures at the end of the month shown, by key of column, and its total at the end of each month.

    `gaps` says what it counts otherwise than most: it is then shown apart and not ranked.
    """

    contract: Contract
    figures: Mapping[str, BodyFigure]
    totals: Mapping[Month, RollUp]
    gaps: tuple[DefinitionGap, ...] = ()

    @property
    def name(self) -> str:
        return self.contract.body.short_name

    def counts_otherwise(self, key: str) -> bool:
        """Whether the body defines that column otherwise than most."""
        return any(gap.key in {key, ""} for gap in self.gaps)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`months` are the last twelve, or fewer when the contract is younger."""

    month: Month
    months: tuple[Month, ...]
    columns: tuple[MeasureColumn, ...]
    bodies: tuple[ComparedBody, ...]

    def scores(self, month: Month) -> list[Decimal]:
        """Those that there are at the end of the month, of the bodies that count alike."""
        scores = (body.totals[month].score for body in self.bodies if not body.gaps)
        return [score for score in scores if score is not None]

    def rank(self, body: ComparedBody, month: Month) -> int | None:
        """Among the bodies that have a score and count alike; None for another."""
        score = body.totals[month].score
        return None if score is None or body.gaps else rank(score, self.scores(month))


@dataclass(frozen=True, slots=True)
class _ComparedIndicator:
    pk: int
    contract: int
    column: MeasureColumn
    counting: Counting


type _Figures = Mapping[tuple[int, date], BodyFigure]

NO_FIGURE = BodyFigure(None, None, None, None, is_floor=False)


def comparable(user: User, code: str) -> list[Contract]:
    """The contracts of that code that the person may compare, by the names of their bodies; none where there is
    nothing to compare with. One query.
    """
    visible = Contract.objects.all().visible_to(user).filter(code=code).select_related("body")
    listed = [contract for contract in visible if may(user, Verb.COMPARE, contract)]
    return sorted(listed, key=lambda each: each.body.short_name) if len(listed) > 1 else []


def comparison(contracts: Sequence[Contract], month: Month) -> Comparison:
    """Two queries. The contracts come with their bodies."""
    first = Month(min(contract.first_year for contract in contracts), 1)
    months = tuple(months_between(max(first, month.plus(-MONTHS_BACK)), month))
    measured = list(_compared_indicators(contracts))
    figures = _figures([each.pk for each in measured], months)
    by_contract: dict[int, list[_ComparedIndicator]] = defaultdict(list)
    for each in measured:
        by_contract[each.contract].append(each)
    common = _common(measured)
    credit = most_common(contract.credit for contract in contracts)
    return Comparison(
        month=month,
        months=months,
        columns=_columns(measured),
        bodies=tuple(
            _compared(each, by_contract[each.pk], figures, months, _gaps(each, by_contract, common, credit))
            for each in contracts
        ),
    )


def _common(measured: Iterable[_ComparedIndicator]) -> Mapping[str, Counting]:
    """By key of column, the definition that most bodies have."""
    countings: dict[str, list[Counting]] = defaultdict(list)
    for each in measured:
        countings[each.column.key].append(each.counting)
    return {key: most_common(listed) for key, listed in countings.items()}


def _gaps(
    contract: Contract,
    measured: Mapping[int, Sequence[_ComparedIndicator]],
    common: Mapping[str, Counting],
    credit: Decimal,
) -> tuple[DefinitionGap, ...]:
    own = {each.column.key: (each.column.code, each.counting) for each in measured[contract.pk]}
    return gaps_of_credit(contract.credit, credit) + gaps_of_columns(own, common)


def _compared_indicators(contracts: Sequence[Contract]) -> Iterator[_ComparedIndicator]:
    """In the order of each contract. A contract that counts twice with a measure has a column for each."""
    order = {contract.pk: place for place, contract in enumerate(contracts)}
    rows = Indicator.objects.filter(contract__in=contracts).order_by("position")
    seen: dict[tuple[int, str], int] = defaultdict(int)
    listed = rows.values_list(
        "pk",
        "contract_id",
        "measure__code",
        "code",
        "current_definition__label",
        "theme__position",
        "theme__title",
        *(f"current_definition__{name}" for name in COMPUTING),
    )
    for pk, contract, measure, code, label, theme, title, *counting in sorted(
        listed, key=lambda row: order[row[1]]
    ):
        seen[contract, measure] += 1
        again = seen[contract, measure]
        key = measure if again == 1 else f"{measure}.{again}"
        column = MeasureColumn(key, code, label, theme, title)
        yield _ComparedIndicator(pk, contract, column, tuple(counting))


def _columns(measured: Iterable[_ComparedIndicator]) -> tuple[MeasureColumn, ...]:
    """By theme, as in the first contract that has it; what only others have comes after."""
    columns: dict[str, MeasureColumn] = {}
    for each in measured:
        columns.setdefault(each.column.key, each.column)
    return tuple(sorted(columns.values(), key=lambda column: column.theme))


def _figures(keys: Sequence[int], months: Sequence[Month]) -> _Figures:
    # Thousands of rows: columns, and no instance of a model for each. Found by the index of indicators and months:
    # by their contracts, PostgreSQL reads the whole table.
    today = localdate()
    rows = StoredAttainment.objects.filter(
        indicator__in=keys, month__gte=months[0].first_day, month__lte=months[-1].first_day
    )
    listed = rows.order_by().values_list(
        "indicator_id", "month", "status", "score", "objectif_annual", "weight", "is_floor"
    )
    return {
        (key, day): BodyFigure(_status(status, day, today), score, objectif, weight, is_floor)
        for key, day, status, score, objectif, weight, is_floor in listed
    }


def _status(word: str, day: date, today: date) -> Status:
    """What a month to come would lack is not missing yet."""
    status = STATUSES[word]
    return Status.NON_ECHU if day > today and status is Status.NON_RENSEIGNE else status


def _compared(
    contract: Contract,
    measured: Sequence[_ComparedIndicator],
    figures: _Figures,
    months: Sequence[Month],
    gaps: tuple[DefinitionGap, ...],
) -> ComparedBody:
    last = months[-1].first_day
    return ComparedBody(
        contract=contract,
        figures={each.column.key: figures.get((each.pk, last), NO_FIGURE) for each in measured},
        totals={month: _total(measured, figures, month.first_day) for month in months},
        gaps=gaps,
    )


def _total(measured: Sequence[_ComparedIndicator], figures: _Figures, day: date) -> RollUp:
    return roll_up(_term(each, figures.get((each.pk, day))) for each in measured)


def _term(each: _ComparedIndicator, figure: BodyFigure | None) -> Term:
    found = figure or NO_FIGURE
    return Term(
        key=each.column.code,
        weight=found.weight,
        has_objectif=found.objectif is not None,
        status=found.status,
        score=found.score,
        is_floor=found.is_floor,
    )
