"""Check the projections and the paces of the second implementation against figures worked out on paper."""

from decimal import Decimal

import pytest

from indicators.domain.model import (
    Direction,
    Pace,
)
from tests.domain.building import BAISSE, CUMUL, HAUSSE, RATIO, SOMME, amounts, month, pairs, series, version
from tests.domain.oracle import oracle_attain

LAST_YEAR = amounts("2023-01", *([10] * 11), 30)


def test_projection_follows_the_season_of_the_year_before() -> None:
    """P(12) = 140 and P(6) = 60: 90 + 80 x (1 + 90 / 60) / 2. (300 - 90) / 6 a month."""
    facts = LAST_YEAR | amounts("2024-01", *([15] * 6))
    attained = oracle_attain(series(SOMME, facts, version({2024: ("0", "300")})), month("2024-06"))
    assert (attained.projection, attained.pace) == (190, Pace(Decimal(35)))


def test_season_leaves_out_the_months_neutralised_this_year() -> None:
    """Without May, P(12) = 130 and P(6) = 50: 75 + 80 x (1 + 75 / 50) / 2. Rem = 6."""
    facts = LAST_YEAR | amounts("2024-01", *([15] * 6))
    attained = oracle_attain(series(SOMME, facts, neutralised=("2024-05",)), month("2024-06"))
    assert (attained.value, attained.projection, attained.pace) == (75, 175, None)


def test_projection_is_even_where_the_season_says_too_little() -> None:
    """P(6) / P(12) = 60 / 260 is less than a quarter: 90 x 12 / 6."""
    facts = amounts("2023-01", *([10] * 11), 150) | amounts("2024-01", *([15] * 6))
    assert oracle_attain(series(SOMME, facts), month("2024-06")).projection == 180


def test_cumul_goes_on_at_its_recent_flow() -> None:
    """60 + 9 x 60 / 3; (300 - 60) / 9 = 26,666... towards the objectif."""
    facts = amounts("2023-01", 10, 20, 30)
    attained = oracle_attain(series(CUMUL, facts, version({2023: ("0", "300")})), month("2023-03"))
    assert (attained.projection, attained.pace) == (240, Pace(Decimal("26.67")))
    lower = series(CUMUL, facts, version({2023: ("400", "300")}), direction=BAISSE)
    assert oracle_attain(lower, month("2023-03")).pace == Pace(Decimal("26.66"))


def test_recent_flow_is_that_of_six_months_at_most() -> None:
    """Of eight months the last six bring 60: 260 + 4 x 60 / 6."""
    facts = amounts("2023-01", 100, 100, *([10] * 6))
    assert oracle_attain(series(CUMUL, facts), month("2023-08")).projection == 300


def test_ratio_goes_on_at_the_rate_of_its_last_three_months() -> None:
    """(1700 + 0,3 x 8000) / 12000 = 34,1666..."""
    facts = pairs("2023-01", (800, 1000), (300, 1000), (300, 1000), (300, 1000))
    assert oracle_attain(series(RATIO, facts, decimals=2), month("2023-04")).projection == Decimal("34.17")


def test_ratio_ignores_a_recent_rate_that_weighs_nothing() -> None:
    """The last three months hold 1 case of 1001: the rate is the one to date, 901 / 1001."""
    facts = pairs("2023-01", (900, 1000), (0, 0), (1, 1), (0, 0))
    assert oracle_attain(series(RATIO, facts, decimals=2), month("2023-04")).projection == Decimal("90.01")


@pytest.mark.parametrize(
    ("direction", "objectif", "pace"),
    [
        (HAUSSE, "95", Pace(None, out_of_reach=True)),
        (BAISSE, "50", Pace(Decimal(100))),
    ],
)
def test_no_month_is_better_or_worse_than_all_of_its_cases(
    direction: Direction, objectif: str, pace: Pace
) -> None:
    """Eleven months without a success: December alone would have to make 1140 %, or may make 600 %."""
    late = series(
        RATIO,
        pairs("2023-01", *([(0, 100)] * 11)),
        version({2023: (None, objectif)}),
        decimals=2,
        direction=direction,
    )
    assert oracle_attain(late, month("2023-11")).pace == pace


@pytest.mark.parametrize(
    ("direction", "pace"), [(HAUSSE, Pace(Decimal(0))), (BAISSE, Pace(None, out_of_reach=True))]
)
def test_a_sum_past_its_objectif_is_secured_or_lost(direction: Direction, pace: Pace) -> None:
    past = series(SOMME, amounts("2023-01", 130), version({2023: (None, "120")}), direction=direction)
    assert oracle_attain(past, month("2023-01")).pace == pace


def test_the_part_of_a_month_is_its_mean_over_the_past_years() -> None:
    """Each month is a twelfth: the last six bring 90 and hold a half; 60 + 90 / 0,5 x 8 / 12."""
    facts = amounts("2023-01", *([10] * 12)) | amounts("2024-01", *([15] * 12))
    facts |= amounts("2025-01", *([15] * 4))
    meetings = series(SOMME, facts, version({2025: ("0", "300")}))
    assert oracle_attain(meetings, month("2025-04")).projection == 180
