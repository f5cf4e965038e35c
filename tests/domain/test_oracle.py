"""Compare the computation with a second, independent implementation of the rules, month by month."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpg.shared.periods import Month
from indicators.domain import Term, attain, attain_all, roll_up
from indicators.domain.model import Attainment, Series, Status
from tests.domain.oracle import OracleRollUp, oracle_attain, oracle_roll_up
from tests.domain.oracle_cases import months_of_contract, random_series
from tests.domain.strategies import series_and_month

SEEDS = 400
EXAMPLES = 3 * settings.default.max_examples


def disagreements(attained: Attainment, expected: Attainment) -> Iterator[str]:
    for each in fields(Attainment):
        one, other = getattr(attained, each.name), getattr(expected, each.name)
        if one != other:
            yield f"{attained.month} {each.name}: {one!r}, the second computation says {other!r}"


def compare(series: Series, months: list[Month]) -> list[str]:
    return [
        line
        for month in months
        for line in disagreements(attain(series, month), oracle_attain(series, month))
    ]


@pytest.mark.parametrize("batch", range(8))
def test_both_computations_agree_on_seeded_series(batch: int) -> None:
    wrong = [
        (seed, line)
        for seed in range(batch * SEEDS // 8, (batch + 1) * SEEDS // 8)
        for line in compare(random_series(seed), list(months_of_contract(random_series(seed))[seed % 5 :: 5]))
    ]
    assert wrong == []


@settings(max_examples=EXAMPLES)
@given(series_and_month())
def test_both_computations_agree_on_drawn_series(drawn: tuple[Series, Month]) -> None:
    series, month = drawn
    assert compare(series, [month]) == []


def test_one_month_and_all_months_say_the_same() -> None:
    series = random_series(7)
    assert attain_all(series) == tuple(attain(series, month) for month in months_of_contract(series))


def test_a_wrong_figure_is_noticed() -> None:
    """The control: a difference of one unit in the last digit is reported."""
    series = next(
        drawn
        for drawn in map(random_series, range(100))
        if attain(drawn, months_of_contract(drawn)[5]).value is not None
    )
    month = months_of_contract(series)[5]
    right = attain(series, month)
    wrong = replace(right, value=(right.value or 0) + Decimal(1).scaleb(-series.definition.decimals))
    assert list(disagreements(right, oracle_attain(series, month))) == []
    assert [line.split(":")[0] for line in disagreements(wrong, oracle_attain(series, month))] == [
        f"{month} value"
    ]


# --- Totals -------------------------------------------------------------------------------------------------


def roll_up_of(attained: Sequence[Attainment]) -> OracleRollUp:
    total = roll_up(Term.of(f"R{rank}", each) for rank, each in enumerate(attained))
    return OracleRollUp(total.score, total.low, total.high, total.measured, total.due)


@pytest.mark.parametrize("contract", range(4))
def test_both_totals_agree_on_the_months_of_small_contracts(contract: int) -> None:
    """Fourteen hostile series taken as one contract: the total of each quarter of each year, and its range."""
    indicators = [random_series(seed) for seed in range(1000 + 14 * contract, 1014 + 14 * contract)]
    wrong = []
    for month in (Month(year, number) for year in range(2023, 2033) for number in (3, 6, 9, 12)):
        attained = [attain(each, month) for each in indicators if month in months_of_contract(each)]
        if roll_up_of(attained) != oracle_roll_up(attained):
            wrong.append((month, roll_up_of(attained), oracle_roll_up(attained)))
    assert wrong == []


scores = st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100)


@st.composite
def attained_terms(draw: st.DrawFn) -> Attainment:
    """As much of an attainment as a total reads: floors, terms without object, without score, of any weight."""
    status = draw(st.sampled_from(Status))
    floor = status in (Status.ATTEINT, Status.INCOMPLET) and draw(st.booleans())
    return Attainment(
        Month(2025, 6),
        status,
        objectif_annual=None if status is Status.SANS_OBJECTIF else Decimal(1),
        score=draw(scores) if status.is_measured or floor else None,
        is_floor=floor,
        weight=draw(st.sampled_from([None, Decimal(1), Decimal("2.5"), Decimal("0.01"), Decimal(0)])),
    )


@given(st.lists(attained_terms(), max_size=12))
def test_both_totals_agree(attained: list[Attainment]) -> None:
    assert roll_up_of(attained) == oracle_roll_up(attained)
