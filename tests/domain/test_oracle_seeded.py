"""Compare the computation with a second, independent implementation, on series drawn from seeds."""

import pytest

from indicators.domain import attain, attain_all
from indicators.domain.attainment import attain_months
from tests.domain.oracle_cases import months_of_contract, random_series
from tests.domain.seeded import SEEDS, disagreements, figures, months_of

BATCHES = 8


@pytest.mark.parametrize("batch", range(BATCHES))
def test_both_computations_agree_on_seeded_series(batch: int) -> None:
    wrong = [
        (seed, line)
        for seed in SEEDS[batch::BATCHES]
        for attained, expected in zip(
            attain_months(random_series(seed), months_of(seed)), figures(seed), strict=True
        )
        for line in disagreements(attained, expected)
    ]
    assert wrong == []


def test_one_month_and_all_months_say_the_same() -> None:
    series = random_series(7)
    assert attain_all(series) == tuple(attain(series, month) for month in months_of_contract(series))
