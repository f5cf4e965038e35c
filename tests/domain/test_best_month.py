"""The best month of a contract, worked by hand."""

from decimal import Decimal

import pytest

from cpg.shared.periods import Month
from indicators.domain.best_month import best_month
from indicators.domain.model import (
    Aggregation,
    Amount,
    Definition,
    Direction,
    Frequency,
    Pace,
    Pair,
    Series,
)
from indicators.domain.timeline import Timeline


def definition(aggregation, **changes):
    usual = {
        "unit": "%",
        "decimals": 2,
        "direction": Direction.HAUSSE,
        "aggregation": aggregation,
        "frequency": Frequency.MENSUELLE,
        "contract_first_year": 2023,
        "contract_last_year": 2027,
    }
    return Definition(**usual | changes)


def best(shape, facts, month="2025-06", neutralised=()):
    series = Series(
        definition=shape,
        facts={Month.parse(key): fact for key, fact in facts.items()},
        neutralised=frozenset(map(Month.parse, neutralised)),
    )
    return best_month(Timeline(series), Month.parse(month))


def rate(numerator, denominator):
    return Pair(Decimal(numerator), Decimal(denominator))


RATES = {
    "2023-01": rate(900, 1000),
    "2023-05": rate(95, 100),
    "2024-02": rate(940, 1000),
    "2024-08": rate(1000, 1000),
    "2025-09": rate(99, 100),
}


@pytest.mark.parametrize(
    ("facts", "month", "expected"),
    [
        # Denominators 1000, 1000, 1000, 100: the median is 1000, a quarter 250. May 2023 had too few cases.
        (RATES, "2025-06", ("2024-08", "100.00")),
        # In June 2024 the last two are to come: 1000, 100, 1000, so a median of 1000.
        (RATES, "2024-06", ("2024-02", "94.00")),
        # 400 and 100: the median is 250, a quarter 62.5, so both count.
        ({"2023-01": rate(200, 400), "2023-02": rate(60, 100)}, "2025-06", ("2023-02", "60.00")),
        # 0/0 is a month without cases, and no month to compare with.
        ({"2023-01": rate(0, 0), "2023-02": rate(50, 100)}, "2025-06", ("2023-02", "50.00")),
    ],
)
def test_the_best_rate_has_enough_cases(facts, month, expected):
    found = best(definition(Aggregation.RATIO), facts, month)
    assert (str(found.month), str(found.published)) == expected


def test_the_lowest_is_the_best_where_lower_is_better():
    facts = {"2023-01": rate(80, 100), "2023-02": rate(70, 100), "2023-03": rate(70, 100)}
    found = best(definition(Aggregation.RATIO, direction=Direction.BAISSE), facts)
    assert (str(found.month), found.published) == ("2023-03", 70), "of equals the latest"


def test_a_quarter_brings_a_third_of_it_a_month():
    shape = definition(Aggregation.SOMME, unit="dossiers", decimals=0, frequency=Frequency.TRIMESTRIELLE)
    facts = {"2023-02": Amount(Decimal(100)), "2023-03": Amount(Decimal(50)), "2023-06": Amount(Decimal(120))}
    found = best(shape, facts)
    assert (str(found.month), found.value) == ("2023-03", (150, 3))


def test_what_is_neutralised_or_to_come_is_no_month_of_the_past():
    facts = {"2023-01": Amount(Decimal(9)), "2023-02": Amount(Decimal(7)), "2025-07": Amount(Decimal(99))}
    shape = definition(Aggregation.SOMME, unit="dossiers", decimals=0)
    assert best(shape, facts, neutralised=["2023-01"]).published == 7
    assert best(shape, {}) is None
    assert best(definition(Aggregation.DERNIER), facts) is None


@pytest.mark.parametrize(
    ("direction", "pace", "is_done"),
    [
        # The best month is 2/3 of 100: 66.666... %. The pace needed it exactly, and is published rounded up.
        (Direction.HAUSSE, "66.67", True),
        (Direction.HAUSSE, "66.68", False),
        (Direction.BAISSE, "66.66", True),
        (Direction.BAISSE, "66.65", False),
    ],
)
def test_rounding_alone_makes_no_pace_one_that_was_never_done(direction, pace, is_done):
    found = best(definition(Aggregation.RATIO, direction=direction), {"2023-01": rate(2, 3)})
    assert found.is_as_good_as(Pace(Decimal(pace))) is is_done
    assert not found.is_as_good_as(Pace(None, out_of_reach=True))
