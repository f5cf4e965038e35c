"""Median, quartiles and the ranks that ranges leave open, exact to the published decimal."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.domain.spread import Between, Spread, places, spread


def scores(*texts):
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (scores("40"), Spread(*scores("40.00", "40.00", "40.00"))),
        (scores("10", "20"), Spread(*scores("12.50", "15.00", "17.50"))),
        (scores("30", "10", "20", "50", "40"), Spread(*scores("20.00", "30.00", "40.00"))),
        # 10.01 + 1/4 of 0.01 is 10.0125; 3/4 of it 10.0175, a half cent and more goes up
        (scores("10.01", "10.02"), Spread(*scores("10.01", "10.02", "10.02"))),
        (scores("0", "0.01", "100", "100"), Spread(*scores("0.01", "50.01", "100.00"))),
    ],
)
def test_quartiles_lie_between_the_scores_around_them(listed, expected):
    assert spread(listed) == expected


def test_there_are_no_quartiles_of_nothing():
    assert spread([]) is None


@pytest.mark.parametrize(
    ("own", "others", "expected"),
    [
        # sure scores: equals share a rank, and the next one is not moved up
        (("90", "90"), [("80", "80"), ("70", "70")], (1, 1)),
        (("80", "80"), [("90", "90"), ("80", "80"), ("70", "70")], (2, 2)),
        (("70", "70"), [("90", "90"), ("80", "80"), ("80", "80")], (4, 4)),
        # ranges that overlap are not told apart, whatever their scores
        (("60", "70"), [("65", "75"), ("80", "80"), ("50", "50")], (2, 3)),
        (("65", "75"), [("60", "70"), ("80", "80"), ("50", "50")], (2, 3)),
        (("0", "100"), [("80", "80"), ("50", "60")], (1, 3)),
        (("80", "80"), [("0", "100"), ("50", "60")], (1, 2)),
        # ranges that only touch: the other cannot be better
        (("70", "80"), [("60", "70")], (1, 1)),
        (("60", "70"), [("70", "80")], (1, 2)),
        (("50", "50"), [], (1, 1)),
    ],
)
def test_a_rank_goes_from_the_best_to_the_worst_that_ranges_leave(own, others, expected):
    between = [Between(*scores(*each)) for each in (own, *others)]
    assert places(between[0], between[1:]) == expected


HALVES = st.integers(0, 12).map(lambda each: Decimal(each) / 2)
RANGES = st.tuples(HALVES, HALVES).map(lambda each: Between(*sorted(each)))


@given(RANGES, st.lists(RANGES, max_size=4), st.data())
def test_no_outcome_within_the_ranges_gives_another_rank(own, others, data):
    held = places(own, others)

    def drawn(between):
        return data.draw(st.sampled_from(sorted({*between, (between.low + between.high) / 2})))

    mine, theirs = drawn(own), [drawn(each) for each in others]
    assert held.best <= 1 + sum(each > mine for each in theirs) <= held.worst
    # both ends come about: the body at its most and the others at their least, and the other way round
    assert held.best == 1 + sum(each.low > own.high for each in others)
    assert held.worst == 1 + sum(each.high > own.low for each in others)


FIGURES = st.lists(st.fractions(-1000, 1000, max_denominator=1000), min_size=1, max_size=21)


@given(FIGURES, st.integers(0, 4))
def test_quartiles_do_not_depend_on_the_order_and_part_the_figures_in_four(listed, decimals):
    found = spread(listed, decimals)
    assert found == spread(sorted(listed, reverse=True), decimals)
    assert found.first <= found.median <= found.third
    half = Fraction(1, 2 * 10**decimals)
    assert min(listed) - half <= found.first
    assert found.third <= max(listed) + half
    for quarter, figure in enumerate((found.first, found.median, found.third), start=1):
        below = sum(each < Fraction(figure) - half for each in listed)
        above = sum(each > Fraction(figure) + half for each in listed)
        assert 4 * below <= quarter * (len(listed) - 1) + 4
        assert 4 * above <= (4 - quarter) * (len(listed) - 1) + 4


@given(FIGURES)
def test_quartiles_of_the_opposites_are_the_opposites_turned_round(listed):
    """A direction has no quartiles of its own: rounded to four decimals, half a unit apart at most."""
    found, turned = spread(listed, 4), spread([-each for each in listed], 4)
    step = Decimal("0.0001")
    assert abs(found.first + turned.third) <= step
    assert abs(found.median + turned.median) <= step
