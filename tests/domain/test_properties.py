"""Properties that hold for every series, whatever its figures."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from cpg.shared.periods import Month
from indicators.domain import attain, attain_all
from indicators.domain.exact import decimal_of, rounded, towards_the_objectif
from indicators.domain.judgement import MOST_BELOW_THE_OBJECTIF, judge, place, score
from indicators.domain.model import (
    Aggregation,
    Amount,
    Attainment,
    Direction,
    Fact,
    Pair,
    Series,
    SignedVersion,
    Status,
    Target,
)
from indicators.domain.timeline import Timeline
from tests.domain.strategies import contract_months, series, series_and_month

figures = st.integers(-100_000, 100_000).map(lambda units: (units, 100))
credits_at_seuil = st.sampled_from([Decimal(0), Decimal(35), Decimal(50), Decimal(100)])
GRADES = {Status.SOUS_SEUIL: 0, Status.ENTRE: 1, Status.ATTEINT: 2}
ACCUMULATING = (Aggregation.SOMME, Aggregation.CUMUL_CONTRAT)

type Quotient = tuple[int, int]


@st.composite
def targets(draw: st.DrawFn) -> tuple[Direction, Quotient, Quotient]:
    """A direction with a seuil and an objectif on its right side."""
    direction = draw(st.sampled_from(Direction))
    low, high = sorted((draw(figures), draw(figures)))
    return (direction, low, high) if direction is Direction.HAUSSE else (direction, high, low)


# --- Judgement ----------------------------------------------------------------------------------------------


@given(targets(), figures, figures, credits_at_seuil)
def test_a_better_value_is_never_judged_worse(
    drawn: tuple[Direction, Quotient, Quotient], one: Quotient, other: Quotient, credit: Decimal
) -> None:
    direction, seuil, objectif = drawn
    worse, better = sorted((one, other), reverse=direction is Direction.BAISSE)
    judged = [judge(direction, value, seuil, objectif) for value in (worse, better)]
    scores = [
        score(status is Status.ATTEINT, place(value, seuil, objectif), credit)
        for status, value in zip(judged, (worse, better), strict=True)
    ]
    assert scores[0] <= scores[1]
    assert GRADES[judged[0]] <= GRADES[judged[1]]


def is_scored_floor(found: Attainment) -> bool:
    return found.status is Status.INCOMPLET and found.is_floor


@given(series())
def test_reached_is_100_and_below_the_seuil_is_0(drawn: Series) -> None:
    for found in attain_all(drawn):
        assert found.score is None or 0 <= found.score <= 100
        assert found.status is not Status.ATTEINT or found.score == 100
        assert found.status is not Status.SOUS_SEUIL or found.score == 0
        if found.status is Status.ENTRE:
            assert found.score is not None
            assert min(drawn.definition.credit, MOST_BELOW_THE_OBJECTIF) <= found.score < 100
        assert found.score is None or found.status.is_measured or is_scored_floor(found)


@given(series())
def test_the_targets_to_date_are_on_their_right_sides(drawn: Series) -> None:
    for found in attain_all(drawn):
        seuil, objectif = found.seuil_to_date, found.objectif_to_date
        if seuil is not None and objectif is not None:
            below, above = (seuil, objectif) if drawn.definition.rises else (objectif, seuil)
            assert below <= above


# --- What is left out ---------------------------------------------------------------------------------------


@st.composite
def accumulating_hausse(draw: st.DrawFn) -> tuple[Series, Month]:
    drawn, month = draw(series_and_month(draw(st.sampled_from(ACCUMULATING))))
    return replace(drawn, definition=replace(drawn.definition, direction=Direction.HAUSSE)), month


@given(accumulating_hausse(), st.data())
def test_a_month_left_out_never_raises_the_score(drawn: tuple[Series, Month], data: st.DataObject) -> None:
    """As long as a value remains: with none at all there is no score."""
    one, month = upright(drawn)
    amounts = sorted(each for each, fact in one.facts.items() if isinstance(fact, Amount) and each <= month)
    assume(amounts)
    gone = data.draw(st.sampled_from(amounts))
    with_it = attain(one, month)
    without = attain(
        replace(one, facts={each: fact for each, fact in one.facts.items() if each != gone}), month
    )
    if with_it.score is not None and without.score is not None:
        assert without.score <= with_it.score
    if with_it.score is not None and without.value is not None:
        assert (without.score or 0) <= with_it.score
        assert without.status is not Status.ATTEINT or with_it.status is Status.ATTEINT


@given(accumulating_hausse(), st.integers(0, 40).map(Decimal))
def test_a_floor_only_rises_when_its_months_are_filled_in(
    drawn: tuple[Series, Month], level: Decimal
) -> None:
    one, month = upright(drawn)
    floor = attain(one, month)
    if not floor.is_floor or floor.score is None:
        return
    filled = replace(one, facts={**one.facts, **dict.fromkeys(floor.missing, Amount(level))})
    found = attain(filled, month)
    assert not found.is_floor
    assert found.score is not None
    assert found.score >= floor.score


def upright(drawn: tuple[Series, Month]) -> tuple[Series, Month]:
    """With the seuil and the objectif of a `hausse`: the lower one is the seuil."""
    one, month = drawn
    versions = tuple(
        replace(
            version,
            targets={
                year: target
                if target.seuil is None or target.objectif is None
                else Target(*sorted((target.seuil, target.objectif)))
                for year, target in version.targets.items()
            },
        )
        for version in one.versions
    )
    return replace(one, versions=versions), month


# --- Targets ------------------------------------------------------------------------------------------------


@given(series())
def test_without_neutralisation_december_asks_for_what_is_signed_whatever_the_avenants(drawn: Series) -> None:
    plain = replace(drawn, neutralised=frozenset())
    for found in attain_all(plain):
        if found.month.number != 12 or is_before_its_first_year(plain, found.month):
            continue
        assert found.objectif_to_date == due_whole(plain, found.objectif_annual)
        assert found.seuil_to_date == due_whole(plain, found.seuil_annual)


def is_before_its_first_year(one: Series, month: Month) -> bool:
    timeline = Timeline(one)
    version = timeline.version_at(timeline.index(month))
    return version is not None and version.first_year is not None and month.year < version.first_year


def due_whole(one: Series, annual: Decimal | None) -> Decimal | None:
    definition = one.definition
    is_share = definition.accumulates or definition.aggregation is Aggregation.ETAT
    if annual is None or not (is_share and definition.is_counted_one_by_one):
        return annual
    return Decimal(annual // 1) if definition.rises or annual % 1 == 0 else Decimal(annual // 1 + 1)


@given(series_and_month())
def test_twelve_equal_weights_are_what_nobody_decided(drawn: tuple[Series, Month]) -> None:
    one, month = drawn
    years = range(one.definition.contract_first_year, one.definition.contract_last_year + 1)
    equal = replace(one, profiles=dict.fromkeys(years, (Fraction(1, 12),) * 12))
    # A decided profile takes the place of past years in the projection of a sum, and there only.
    assert replace(attain(equal, month), projection=None) == replace(
        attain(replace(one, profiles={}), month), projection=None
    )


@given(series_and_month())
def test_a_version_that_names_nothing_changes_nothing(drawn: tuple[Series, Month]) -> None:
    one, month = drawn
    assume(one.versions)
    latest = one.versions[-1]
    same: SignedVersion = replace(latest, label="rien", named=frozenset())
    found = attain(replace(one, versions=(*one.versions, same)), month)
    before = attain(one, month)
    assert replace(found, target_version="") == replace(before, target_version="")


# --- Rounding -----------------------------------------------------------------------------------------------


@given(st.fractions(-1000, 1000, max_denominator=100_000), st.integers(0, 4))
def test_half_up_is_what_the_decimal_module_says(number: Fraction, decimals: int) -> None:
    """A second formulation, on as many digits as it takes to be exact about the half."""
    context = Context(prec=60, rounding=ROUND_HALF_UP)
    long = context.divide(Decimal(number.numerator), Decimal(number.denominator))
    expected = long.quantize(Decimal(1).scaleb(-decimals), context=context)
    found = rounded(number, decimals)
    assert found == expected
    assert found.as_tuple().exponent == -decimals
    assert not (found == 0 and found.is_signed())


@given(st.fractions(-1000, 1000, max_denominator=1000), st.integers(0, 3), st.sampled_from(Direction))
def test_a_pace_is_never_rounded_to_less_than_it_takes(
    number: Fraction, decimals: int, direction: Direction
) -> None:
    scaled = towards_the_objectif(number.numerator * 10**decimals, number.denominator, direction)
    pace = Fraction(decimal_of(scaled, decimals))
    excess = pace - number if direction is Direction.HAUSSE else number - pace
    assert 0 <= excess < Fraction(1, 10**decimals)


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
        of_a_month = one.definition.aggregation in ACCUMULATING
        published[decimals + 2 if of_a_month else decimals].append(found.pace.value)
    for places, numbers in published.items():
        for number in numbers:
            assert number is None or number.as_tuple().exponent == -places
            assert number is None or not (number == 0 and number.is_signed())


# --- Inputs -------------------------------------------------------------------------------------------------


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
    timeline = Timeline(one)
    neutralised = [each for each in contract_months(one.definition) if timeline.is_neutralised(each)]
    value: Fact = (
        Pair(Decimal(other), Decimal(9999))
        if one.definition.aggregation.takes_pair
        else Amount(Decimal(other))
    )
    changed = {**one.facts, **dict.fromkeys(neutralised, value)}
    emptied = {each: fact for each, fact in one.facts.items() if each not in neutralised}
    assert attain(replace(one, facts=changed), month) == attain(replace(one, facts=emptied), month)


@given(series_and_month())
def test_what_comes_later_changes_nothing_before(drawn: tuple[Series, Month]) -> None:
    one, month = drawn
    known = {each: fact for each, fact in one.facts.items() if each <= month}
    signed = tuple(each for each in one.versions if each.effective_from <= month.last_day)
    assert attain(replace(one, facts=known, versions=signed), month) == attain(one, month)
