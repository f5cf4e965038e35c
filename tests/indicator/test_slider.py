"""The slider of « et si ? » starts where the objectif is reached, whichever way is better."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpg.shared.periods import Month, months_of_year
from dashboards.indicator.slider import slider
from indicators.domain import attain
from indicators.domain.attainment import position_at
from indicators.domain.model import (
    Aggregation,
    Amount,
    Definition,
    Direction,
    Frequency,
    Pace,
    Series,
    Status,
)
from indicators.domain.supposing import suppose
from tests.domain.strategies import contract_months, series

PACED = [each for each in Aggregation if not each.is_last_value]
some = settings(max_examples=25, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


@pytest.mark.slow
@pytest.mark.parametrize("aggregation", PACED)
def test_the_slider_starts_where_the_objectif_is_reached_whenever_there_is_a_pace(aggregation):
    @some
    @given(series(aggregation), st.integers(2023, 2027))
    def check(drawn, year):
        for month in months_of_year(year):
            if month in contract_months(drawn.definition):
                assert_reached_from_the_start(drawn, month)

    check()


def assert_reached_from_the_start(drawn, month):
    now, position = attain(drawn, month), position_at(drawn, month)
    pace = now.pace.value if now.pace else None
    if pace is None or now.is_floor:
        return
    shown = slider(position, now.pace)
    supposed = suppose(position, shown.start)
    if supposed is None:
        return
    assert supposed.status is Status.ATTEINT
    beyond = shown.start - pace if drawn.definition.rises else pace - shown.start
    assert 0 <= beyond < shown.step


@pytest.mark.parametrize(("direction", "start"), [(Direction.HAUSSE, "12.0"), (Direction.BAISSE, "11.0")])
def test_a_step_is_taken_towards_the_objectif(direction, start):
    """11.35 a month are wanted, in steps of one."""
    shape = Definition(
        unit="€",
        decimals=0,
        direction=direction,
        aggregation=Aggregation.SOMME,
        frequency=Frequency.MENSUELLE,
        contract_first_year=2023,
        contract_last_year=2027,
        entry_decimals=2,
    )
    position = position_at(Series(shape, {Month(2023, 1): Amount(Decimal(20))}), Month(2023, 1))
    assert slider(position, Pace(Decimal("11.35"))).start == Decimal(start)
