"""Median, quartiles and rank, exact to the published decimal."""

from decimal import Decimal

import pytest

from indicators.domain.spread import Spread, rank, spread


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


@pytest.mark.parametrize(("score", "expected"), [("90", 1), ("80", 2), ("70", 4)])
def test_equal_scores_share_a_rank_and_the_next_one_is_not_moved_up(score, expected):
    assert rank(Decimal(score), scores("70", "80", "90", "80")) == expected
