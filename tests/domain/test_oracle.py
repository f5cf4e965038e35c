"""Compare the computation with a second, independent implementation of the rules, month by month."""

from collections.abc import Iterator
from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpg.shared.periods import Month
from indicators.domain import Term, attain, attain_all, roll_up
from indicators.domain.model import Attainment, Series
from tests.domain.oracle import oracle_attain, oracle_roll_up
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


amounts = st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100)


@given(
    st.lists(st.tuples(st.sampled_from([Decimal(1), Decimal("2.5"), Decimal("0.01")]), st.none() | amounts))
)
def test_both_totals_agree(terms: list[tuple[Decimal, Decimal | None]]) -> None:
    listed = [Term(f"R{rank}", weight, True, score) for rank, (weight, score) in enumerate(terms)]
    assert roll_up(listed).score == oracle_roll_up(terms)
