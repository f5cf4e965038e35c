"""Properties that hold for every series, whatever its figures."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from cpg.shared.periods import Month
from indicators.domain import attain, attain_all, judge
from indicators.domain.judgement import place, score
from indicators.domain.model import Aggregation, Amount, Definition, Direction, Fact, Pair, Series, Status
from indicators.domain.rounding import half_up, towards_the_objectif
from indicators.domain.targets import TargetsToDate, targets_to_date
from indicators.domain.windows import calendar_of
from tests.domain.strategies import series, series_and_month

figures = st.integers(-100_000, 100_000).map(lambda units: Fraction(units, 100))
credits_at_seuil = st.sampled_from([Decimal(0), Decimal(35), Decimal(50), Decimal(100)])
GRADES = {Status.SOUS_SEUIL: 0, Status.ENTRE: 1, Status.ATTEINT: 2}


@st.composite
def targets(draw: st.DrawFn) -> tuple[Direction, Fraction, Fraction]:
    """A direction with a seuil and an objectif on its right side."""
    direction = draw(st.sampled_from(Direction))
    low, high = sorted((draw(figures), draw(figures)))
    return (direction, low, high) if direction is Direction.HAUSSE else (direction, high, low)


@given(targets(), figures, figures, credits_at_seuil)
def test_a_better_value_is_never_judged_worse(
    drawn: tuple[Direction, Fraction, Fraction], one: Fraction, other: Fraction, credit: Decimal
) -> None:
    direction, seuil, objectif = drawn
    worse, better = sorted((one, other), reverse=direction is Direction.BAISSE)
    judged = [judge(direction, value, seuil, objectif) for value in (worse, better)]
    scores = [
        score(status, place(value, seuil, objectif), credit)
        for status, value in zip(judged, (worse, better), strict=True)
    ]
    assert scores[0] <= scores[1]
    assert GRADES[judged[0]] <= GRADES[judged[1]]


@given(series_and_month())
def test_a_score_lies_between_0_and_100_and_comes_with_a_measured_status(
    drawn: tuple[Series, Month],
) -> None:
    found = attain(*drawn)
    assert (found.score is not None) == found.status.is_measured
    assert found.score is None or 0 <= found.score <= 100


def is_inverted(definition: Definition, to_date: TargetsToDate) -> bool:
    """A running total whose signed objectif falls from one year to the next while a neutralisation, or a first
    year that comes later, held back what it had gained: p then has no direction, the status compares v alone (RC-11).
    """
    if to_date.seuil is None or to_date.objectif is None or to_date.seuil == to_date.objectif:
        return False
    return (to_date.objectif < to_date.seuil) == (definition.direction is Direction.HAUSSE)


@given(series())
def test_the_status_follows_the_unrounded_place_between_the_targets(drawn: Series) -> None:
    """Of complete figures: `atteint` exactly when p >= 1, `sous_seuil` exactly when p < 0."""
    calendar = calendar_of(drawn)
    for found in attain_all(drawn):
        if not found.status.is_measured or (drawn.definition.aggregation.accumulates and found.missing):
            continue
        to_date = targets_to_date(drawn, calendar, found.month)
        if is_inverted(drawn.definition, to_date):
            continue
        p = place(Fraction(found.value), to_date.seuil, to_date.objectif)
        if p is not None:
            assert (found.status is Status.ATTEINT) == (p >= 1)
            assert (found.status is Status.SOUS_SEUIL) == (p < 0)
            assert (found.score == 100) == (p >= 1)


@given(st.fractions(-1000, 1000, max_denominator=100_000), st.integers(0, 4))
def test_half_up_is_what_the_decimal_module_says(number: Fraction, decimals: int) -> None:
    """A second formulation, on as many digits as it takes to be exact about the half."""
    context = Context(prec=60, rounding=ROUND_HALF_UP)
    long = context.divide(Decimal(number.numerator), Decimal(number.denominator))
    expected = long.quantize(Decimal(1).scaleb(-decimals), context=context)
    found = half_up(number, decimals)
    assert found == expected
    assert found.as_tuple().exponent == -decimals
    assert not (found == 0 and found.is_signed())


@given(st.fractions(-1000, 1000, max_denominator=1000), st.integers(0, 3), st.sampled_from(Direction))
def test_a_pace_is_never_rounded_to_less_than_it_takes(
    number: Fraction, decimals: int, direction: Direction
) -> None:
    rounded = Fraction(towards_the_objectif(number, decimals, direction))
    excess = rounded - number if direction is Direction.HAUSSE else number - rounded
    assert 0 <= excess < Fraction(1, 10**decimals)


@given(series_and_month(), st.randoms())
def test_the_order_in_which_months_were_entered_does_not_matter(
    drawn: tuple[Series, Month], random: Random
) -> None:
    one, month = drawn
    shuffled = list(one.facts.items())
    random.shuffle(shuffled)
    assert attain(replace(one, facts=dict(shuffled)), month) == attain(one, month)


@given(series_and_month(), st.integers(0, 9999))
def test_the_value_of_a_neutralised_month_never_matters(drawn: tuple[Series, Month], other: int) -> None:
    one, month = drawn
    neutralised = calendar_of(one).neutralised
    value: Fact = (
        Pair(Decimal(other), Decimal(9999))
        if one.definition.aggregation.takes_pair
        else Amount(Decimal(other))
    )
    changed = {**one.facts, **dict.fromkeys(neutralised, value)}
    emptied = {each: fact for each, fact in one.facts.items() if each not in neutralised}
    assert attain(replace(one, facts=changed), month) == attain(replace(one, facts=emptied), month)


@given(series_and_month())
def test_what_comes_later_in_the_year_changes_nothing_before(drawn: tuple[Series, Month]) -> None:
    one, month = drawn
    known = {each: fact for each, fact in one.facts.items() if each <= month}
    assert attain(replace(one, facts=known), month) == attain(one, month)


@given(series_and_month())
def test_no_figure_has_a_signed_zero_or_another_number_of_decimals(drawn: tuple[Series, Month]) -> None:
    one, month = drawn
    found = attain(one, month)
    decimals = one.definition.decimals
    published = {
        decimals: [found.value, found.quarter_value, found.projection, found.seuil_annual],
        decimals + 2: [found.gap, found.seuil_to_date, found.objectif_to_date],
        2: [found.score],
    }
    if found.pace is not None:
        of_a_month = one.definition.aggregation in (Aggregation.SOMME, Aggregation.CUMUL_CONTRAT)
        published[decimals + 2 if of_a_month else decimals].append(found.pace.value)
    for places, numbers in published.items():
        for number in numbers:
            assert number is None or number.as_tuple().exponent == -places
            assert number is None or not (number == 0 and number.is_signed())
