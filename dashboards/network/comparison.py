"""Read the same contract in several bodies, in a constant number of queries whatever their number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Role, Verb, may
from commitments.models import Contract
from cpg.shared.periods import Month, months_between
from dashboards.network.compared import BodyValue, ComparedBody, Comparison, MeasureColumn
from dashboards.network.gaps import (
    Counting,
    DefinitionGap,
    gaps_of_columns,
    gaps_of_credit,
    most_common,
)
from indicators.domain import RollUp, Term, roll_up
from indicators.domain.model import Definition, Status
from indicators.models import Indicator, StoredAttainment
from indicators.models.definition import COMPUTING, definition_from
from indicators.stored import with_decimals

MONTHS_BACK = 11
STATUSES = {status.value: status for status in Status}


@dataclass(frozen=True, slots=True)
class _ComparedIndicator:
    """`naming` is what a column shows of it."""

    pk: int
    contract: int
    key: str
    naming: tuple[str, str, str, int, str]
    counting: Counting

    @property
    def code(self) -> str:
        return self.naming[0]


# By indicator and month: status, score, annual objectif, weight, whether it is a floor.
type _Figure = tuple[Status, Decimal | None, Decimal | None, Decimal | None, bool]
type _Figures = Mapping[tuple[int, date], _Figure]
type _Values = Mapping[int, tuple[Decimal | None, Decimal | None, Decimal | None]]

NO_VALUE = (None, None, None)


def comparable(user: User, code: str) -> list[Contract]:
    """The contracts of that code that the person may compare, by the names of their bodies; none where there is
    nothing to compare with. One query.
    """
    visible = Contract.objects.all().visible_to(user).filter(code=code).select_related("body")
    listed = [contract for contract in visible if may(user, Verb.COMPARE, contract)]
    return sorted(listed, key=lambda each: each.body.short_name) if len(listed) > 1 else []


def own_first(user: User, contracts: Sequence[Contract]) -> Contract | None:
    """The contract of the person's own body: of one where they do more than read, else the first."""
    worked_in = (each for each in contracts if user.roles_in(each.body_pk) - {Role.LECTEUR})
    return next(worked_in, contracts[0] if contracts else None)


def comparison(contracts: Sequence[Contract], month: Month) -> Comparison:
    """Three queries. The contracts come with their bodies; codes and labels are those of the first."""
    first = Month(min(contract.first_year for contract in contracts), 1)
    months = tuple(months_between(max(first, month.plus(-MONTHS_BACK)), month))
    measured = list(_compared_indicators(contracts))
    keys = [each.pk for each in measured]
    figures, values = _figures(keys, months), _values(keys, month)
    by_contract: dict[int, list[_ComparedIndicator]] = defaultdict(list)
    for each in measured:
        by_contract[each.contract].append(each)
    common = _common(measured)
    credit = most_common(contract.credit for contract in contracts)
    return Comparison(
        month=month,
        months=months,
        columns=_columns(measured, common, contracts[0]),
        bodies=tuple(
            ComparedBody(
                contract=contract,
                values={
                    each.key: _value(each, contract, figures.get((each.pk, month.first_day)), values)
                    for each in by_contract[contract.pk]
                },
                totals={each: _total(by_contract[contract.pk], figures, each.first_day) for each in months},
                gaps=_gaps(contract, by_contract, common, credit),
            )
            for contract in contracts
        ),
    )


def _common(measured: Iterable[_ComparedIndicator]) -> Mapping[str, Counting]:
    """By key of column, the definition that most bodies have."""
    countings: dict[str, list[Counting]] = defaultdict(list)
    for each in measured:
        countings[each.key].append(each.counting)
    return {key: most_common(listed) for key, listed in countings.items()}


def _gaps(
    contract: Contract,
    measured: Mapping[int, Sequence[_ComparedIndicator]],
    common: Mapping[str, Counting],
    credit: Decimal,
) -> tuple[DefinitionGap, ...]:
    own = {each.key: (each.code, each.counting) for each in measured[contract.pk]}
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
        "current_definition__short_label",
        "theme__position",
        "theme__title",
        *(f"current_definition__{name}" for name in COMPUTING),
    )
    for pk, contract, measure, code, label, short, theme, title, *counting in sorted(
        listed, key=lambda row: order[row[1]]
    ):
        seen[contract, measure] += 1
        again = seen[contract, measure]
        key = measure if again == 1 else f"{measure}.{again}"
        yield _ComparedIndicator(
            pk, contract, key, (code, label, short or label, theme, title), tuple(counting)
        )


def _columns(
    measured: Iterable[_ComparedIndicator], common: Mapping[str, Counting], contract: Contract
) -> tuple[MeasureColumn, ...]:
    """By theme, as in the first contract that has it; what only others have comes after."""
    columns: dict[str, MeasureColumn] = {}
    for each in measured:
        if each.key not in columns:
            definition = _definition(common[each.key], contract)
            columns[each.key] = MeasureColumn(each.key, *each.naming, definition)
    return tuple(sorted(columns.values(), key=lambda column: column.theme))


def _definition(counting: Counting, contract: Contract) -> Definition:
    return definition_from(counting, contract.first_year, contract.last_year, contract.credit)


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
        (key, day): (_status(status, day, today), score, objectif, weight, is_floor)
        for key, day, status, score, objectif, weight, is_floor in listed
    }


def _values(keys: Sequence[int], month: Month) -> _Values:
    """Value, seuil and objectif to date of the month shown: twelve times fewer rows than `_figures` reads."""
    rows = StoredAttainment.objects.filter(indicator__in=keys, month=month.first_day).order_by()
    listed = rows.values_list("indicator_id", "value", "seuil_to_date", "objectif_to_date")
    return {key: (value, seuil, objectif) for key, value, seuil, objectif in listed}


def _status(word: str, day: date, today: date) -> Status:
    """What a month to come would lack is not missing yet."""
    status = STATUSES[word]
    return Status.NON_ECHU if day > today and status is Status.NON_RENSEIGNE else status


def _value(
    each: _ComparedIndicator,
    contract: Contract,
    figure: _Figure | None,
    values: _Values,
) -> BodyValue:
    definition = _definition(each.counting, contract)
    if figure is None:
        return BodyValue(definition, None, *NO_VALUE, None, is_floor=False)
    status, score, _, _, is_floor = figure
    value, seuil, objectif = values.get(each.pk, NO_VALUE)
    to_date = definition.decimals + 2
    return BodyValue(
        definition=definition,
        status=status,
        value=with_decimals(value, definition.decimals),
        seuil=with_decimals(seuil, to_date),
        objectif=with_decimals(objectif, to_date),
        score=with_decimals(score, 2),
        is_floor=is_floor,
    )


def _total(measured: Sequence[_ComparedIndicator], figures: _Figures, day: date) -> RollUp:
    return roll_up(_term(each, figures, day) for each in measured)


def _term(each: _ComparedIndicator, figures: _Figures, day: date) -> Term:
    found = figures.get((each.pk, day))
    if found is None:
        return Term(each.code, None, has_objectif=False, status=None, score=None)
    status, score, objectif, weight, is_floor = found
    return Term(each.code, weight, objectif is not None, status, score, is_floor)
