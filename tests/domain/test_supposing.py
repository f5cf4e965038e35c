"""Suppositions about the end of the year, compared with months really entered and with cases worked by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cpg.shared.periods import Month
from indicators.domain import attain
from indicators.domain.attainment import position_at
from indicators.domain.model import (
    Aggregation,
    Amount,
    Definition,
    Direction,
    Frequency,
    Pair,
    Series,
    SignedVersion,
    Status,
    Target,
)
from indicators.domain.past_years import follows_past_years
from indicators.domain.projection import average_so_far
from indicators.domain.supposing import suppose
from indicators.domain.timeline import Timeline
from tests.domain.oracle_projection import remaining
from tests.domain.oracle_rules import At
from tests.domain.strategies import series_and_month

levels = st.integers(0, 400).map(lambda number: Decimal(number) / 4)


# Most drawn series are unfinished, or have no target: that is their worth elsewhere.
picky = settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


def sum_of(timeline: Timeline, month: Month) -> int:
    """What the months of the window add up to, scaled by the decimals of the facts."""
    index = timeline.index(month)
    return timeline.values[index + 1] - timeline.values[timeline.window_start(index)]


@pytest.mark.slow
@pytest.mark.parametrize("aggregation", [Aggregation.SOMME, Aggregation.CUMUL_CONTRAT])
@picky
@given(data=st.data(), level=levels)
def test_a_supposed_month_does_what_the_same_month_entered_does(
    aggregation: Aggregation, data: st.DataObject, level: Decimal
) -> None:
    series, month = data.draw(series_and_month(aggregation))
    position = position_at(series, month)
    assume(position is not None and position.remaining)
    assert position is not None
    # The supposition goes on from the published value; the months entered, from all their decimals.
    timeline = Timeline(series)
    scaled = 10 ** (timeline.decimals - series.definition.decimals)
    assume(
        timeline.decimals <= series.definition.decimals
        or position.scaled_value * scaled == sum_of(timeline, month)
    )
    known = {each: fact for each, fact in series.facts.items() if each <= month}
    rest = dict.fromkeys(remaining(At(series, month)), Amount(level))
    entered = replace(series, facts=known | rest)
    found, december = suppose(position, level), attain(entered, Month(month.year, 12))
    assert found is not None
    assert found.value == december.value
    # What is supposed is judged by the version of the month in which it is.
    if december.status.is_measured and At(series, month).version == At(series, december.month).version:
        assert (found.status, found.score) == (december.status, december.score)


@pytest.mark.slow
@picky
@given(series_and_month())
def test_the_pace_required_is_enough(drawn: tuple[Series, Month]) -> None:
    series, month = drawn
    now, position = attain(series, month), position_at(series, month)
    assume(position is not None and now.pace is not None and now.pace.value is not None)
    assert position is not None
    assert now.pace is not None
    assert now.pace.value is not None
    assert position.year is not None
    assert position.year.december.objectif is not None
    # The value of December is rounded before it is judged: an objectif with more decimals may slip between.
    objectif, whole = position.year.december.objectif
    assume(objectif * 10**series.definition.decimals % whole == 0)
    found = suppose(position, now.pace.value)
    assert found is not None
    assert found.status is Status.ATTEINT
    assert found.score == 100


@picky
@given(series_and_month(), levels, levels)
def test_a_better_end_of_year_is_never_scored_less(
    drawn: tuple[Series, Month], one: Decimal, other: Decimal
) -> None:
    series, month = drawn
    position = position_at(series, month)
    assume(position is not None and position.remaining)
    assert position is not None
    low, high = (suppose(position, level) for level in sorted((one, other)))
    assert low is not None
    assert high is not None
    better, worse = (high, low) if series.definition.direction is Direction.HAUSSE else (low, high)
    assert (better.score or 0) >= (worse.score or 0)


def yearly(aggregation: Aggregation, facts: dict[Month, Amount | Pair], unit: str = "%") -> Series:
    """An indicator of 2025 to 2027 whose objectif is 90, then 100, then 120."""
    definition = Definition(
        unit=unit,
        decimals=2,
        direction=Direction.HAUSSE,
        aggregation=aggregation,
        frequency=Frequency.MENSUELLE,
        contract_first_year=2025,
        contract_last_year=2027,
    )
    levels = {2025: (80, 90), 2026: (90, 100), 2027: (100, 120)}
    targets = {year: Target(Decimal(low), Decimal(high)) for year, (low, high) in levels.items()}
    return Series(definition, facts, versions=(SignedVersion("initiale", date(2025, 1, 1), targets, 2025),))


def test_a_rate_by_hand() -> None:
    """800 of 1000 in ten months; two months at 95 % weigh 200: (800 + 190) / 1200 = 82.5 %, a quarter of the way."""
    series = yearly(
        Aggregation.RATIO, {Month(2025, n): Pair(Decimal(80), Decimal(100)) for n in range(1, 11)}
    )
    position = position_at(series, Month(2025, 10))
    assert position is not None
    found = suppose(position, Decimal(95))
    assert found is not None
    assert (found.value, found.status, found.score) == (Decimal("82.50"), Status.ENTRE, Decimal("25.00"))
    assert average_so_far(position) == Decimal("80.00")


def test_a_sum_by_hand_and_how_its_year_is_spread() -> None:
    months = {Month(2025, n): Amount(Decimal(n)) for n in range(1, 13)}
    months |= {Month(2026, n): Amount(Decimal(6)) for n in range(1, 7)}
    months[Month(2026, 7)] = Amount(Decimal(60))  # not known yet in June
    series = yearly(Aggregation.SOMME, months, "rendez-vous")
    position = position_at(series, Month(2026, 6))
    assert position is not None
    found = suppose(position, Decimal("10.5"))
    assert found is not None
    assert (found.value, found.status) == (Decimal("99.00"), Status.ENTRE)
    assert average_so_far(position) == Decimal("6.00")
    assert follows_past_years(position) == 1
    december = position_at(series, Month(2025, 12))
    assert december is not None
    assert suppose(december, Decimal(1)) is None


@pytest.mark.parametrize(("pace", "follows"), [(1, True), (13, False)])
def test_a_year_too_different_is_not_followed(pace: int, follows: bool) -> None:
    """Half of what an even year brings by June is the least: below it the last year says nothing of this one."""
    months = {Month(2025, n): Amount(Decimal(1 if n <= 6 else pace)) for n in range(1, 13)}
    series = yearly(Aggregation.SOMME, months | {Month(2026, n): Amount(Decimal(1)) for n in range(1, 7)})
    position = position_at(series, Month(2026, 6))
    assert position is not None
    assert bool(follows_past_years(position)) is follows
