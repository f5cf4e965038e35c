"""Compare the computation with a second, independent implementation of the rules, month by month."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings

from cpg.shared.periods import Month
from indicators.domain import attain
from indicators.domain.model import Series
from tests.domain.oracle import oracle_attain
from tests.domain.oracle_cases import months_of_contract, random_series
from tests.domain.seeded import disagreements
from tests.domain.strategies import series_and_month

EXAMPLES = 3 * settings.default.max_examples


def compare(series: Series, months: list[Month]) -> list[str]:
    return [
        line
        for month in months
        for line in disagreements(attain(series, month), oracle_attain(series, month))
    ]


@settings(max_examples=EXAMPLES)
@given(series_and_month())
def test_both_computations_agree_on_drawn_series(drawn: tuple[Series, Month]) -> None:
    series, month = drawn
    assert compare(series, [month]) == []


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
