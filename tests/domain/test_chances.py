"""Where the year may end: the interval, the chances of December's targets, and what they never touch."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.domain.attainment import MonthReading, attain, attain_all
from indicators.domain.chances.estimating import OUT_OF_REACH, SECURED, Estimator
from indicators.domain.chances.own_changes import PARTS, OwnChanges
from indicators.domain.chances.widths import NINE_TENTHS, ONE_TENTH, SHARES, SHIPPED, Width, shipped
from indicators.domain.chances.year_end import YearEnd
from indicators.domain.model import Aggregation, Attainment, Direction, Estimate, Frequency, Series
from indicators.domain.targets import SignedTargets
from indicators.domain.timeline import Timeline
from tests.domain import strategies
from tests.domain.building import (
    BAISSE,
    CUMUL,
    DERNIER,
    HAUSSE,
    RATIO,
    SOMME,
    amounts,
    month,
    pairs,
    series,
    version,
)

# Two years of 100 then 110 a month, then 121: each month is 10 % above the year before.
STEADY = amounts("2023-01", *[100] * 12, *[110] * 12, *[121] * 6)
JUNE = month("2025-06")


def estimate(which: Series, at: str = "2025-06") -> Estimate:
    found = attain(which, month(at)).estimate
    assert found is not None
    return found


def steady(objectif: str, seuil: str | None = None, direction: Direction = HAUSSE) -> Series:
    return series(SOMME, STEADY, version({2025: (seuil, objectif)}), unit="", direction=direction)


def test_the_interval_by_hand() -> None:
    # Change of 10 or 11 from the year before: (12 x 10 + 6 x 11) / 18 = 10.333333 a month, for a level of
    # (6 x 110 + 6 x 121) / 12 = 115.5. December is projected at 1452, of which 726 are to come: 726 / 115.5 months.
    found = attain(steady("1452"), JUNE)
    assert found.projection == 1452
    row = shipped()[SOMME, 1][6]
    unit = (Decimal("10.333333") + Decimal("115.5") * row.floor / 1000) * 726 / Decimal("115.5")
    low, high = (1452 + unit * row.misses[place] / 1000 for place in (ONE_TENTH, NINE_TENTHS))
    assert found.estimate
    assert (found.estimate.low, found.estimate.high) == (round(low), round(high))


@pytest.mark.parametrize(
    ("facts", "objectif", "at", "told"),
    [
        (STEADY, "1200", "2025-06", "likely"),
        (STEADY, "1452", "2025-06", "even"),
        (STEADY, "1800", "2025-06", "unlikely"),
        (STEADY, "726", "2025-06", "secured"),
        (amounts("2023-01", *[100] * 22), "1200", "2024-10", "none"),
        (amounts("2023-01", *[100] * 22), "1000", "2024-10", "secured"),
        (amounts("2023-01", *[0] * 30), "5", "2025-06", "none"),
        (amounts("2023-01", *[100] * 36), "1300", "2025-12", "none"),
        (amounts("2023-01", *[100] * 36), "1000", "2025-12", "none"),
        (amounts("2023-01", *[100] * 24, 100, None, 100), "1300", "2025-03", "none"),
    ],
)
def test_when_there_is_a_chance(facts: object, objectif: str, at: str, told: str) -> None:
    """Secured without any history; none with less than 24 months, at the end of the year, for a floor, or at zero."""
    found = attain(
        series(SOMME, facts, version({2024: (None, objectif), 2025: (None, objectif)}), unit=""), month(at)
    )
    chance = found.estimate.objectif if found.estimate else None
    words = {
        "likely": chance is not None and Decimal("0.9") < chance < 1,
        "even": chance is not None and Decimal("0.4") < chance < Decimal("0.6"),
        "unlikely": chance is not None and 0 < chance < Decimal("0.1"),
        "secured": chance == SECURED,
        "none": chance is None,
    }
    assert words[told], chance


def test_out_of_reach_is_what_the_pace_says() -> None:
    rates = pairs("2023-01", *[(50, 100)] * 30)
    found = attain(series(RATIO, rates, version({2025: ("60", "95")})), JUNE)
    assert found.pace
    assert found.pace.out_of_reach
    assert found.estimate
    assert found.estimate.objectif == OUT_OF_REACH
    # The seuil needs 70 % of the rest: never done, but possible.
    assert found.estimate.seuil is not None
    assert 0 < found.estimate.seuil < Decimal("0.05")


def test_a_sum_to_contain_may_be_out_of_reach_and_is_never_secured() -> None:
    assert estimate(steady("700", direction=BAISSE)).objectif == OUT_OF_REACH
    lenient = estimate(steady("2500", direction=BAISSE)).objectif
    assert lenient is not None
    assert Decimal("0.95") < lenient < SECURED


def test_the_other_direction_is_the_rest_of_the_chances() -> None:
    """What is at least and what is at most an objectif: all of the chances, but for the rounding of one figure."""
    up, down = (
        estimate(series(SOMME, STEADY, version({2025: (None, "1470")}), unit="", decimals=2, direction=each))
        for each in (HAUSSE, BAISSE)
    )
    assert (up.low, up.high) == (down.low, down.high)
    assert up.objectif is not None
    assert down.objectif is not None
    assert abs(up.objectif + down.objectif - 1) <= Decimal("0.002")


def test_half_of_what_the_same_projection_missed_last_year_moves_the_interval() -> None:
    """A rate that falls each autumn: June's projection is too high each year, and the interval knows it."""
    year = [(60, 100)] * 6 + [(40, 100)] * 6
    found = attain(series(RATIO, pairs("2023-01", *year, *year, *year[:6])), JUNE)
    assert found.projection == 60
    assert found.estimate
    # Last year: 50 came, 60 was projected; half of it is 5.
    end = _year_end(series(RATIO, pairs("2023-01", *year, *year, *year[:6])))
    assert end.centre == 55 * PARTS
    assert found.estimate.high is not None


@pytest.mark.parametrize("aggregation", [RATIO, DERNIER, Aggregation.ETAT, Aggregation.EVOLUTION])
def test_no_bound_is_impossible(aggregation: Aggregation) -> None:
    """Days, counts and levels near zero that moved much end at zero at worst; those that were negative may be again."""

    def low(least: int) -> Decimal:
        values = [60] * 12 + [2] * 15
        values[0] = least
        if aggregation.takes_pair:
            facts = pairs("2023-01", *((each, 100) for each in values))
        else:
            facts = amounts("2023-01", *values)
        found = estimate(series(aggregation, facts, unit="jours", decimals=2), "2025-03").low
        assert found is not None
        return found

    nothing = -100 if aggregation is Aggregation.EVOLUTION else 0
    assert low(60) >= nothing
    if aggregation in {DERNIER, Aggregation.ETAT}:
        assert low(60) == nothing
        assert low(-60) < 0


def test_a_level_that_never_moved_leaves_little_doubt() -> None:
    facts = amounts("2023-01", *[4] * 30)
    still = estimate(series(DERNIER, facts, version({2025: (None, "4")}), unit="", entry_decimals=0))
    assert (still.low, still.high) == (4, 4)
    assert still.objectif is not None
    assert still.objectif >= Decimal("0.99")


def test_a_running_total_and_periods_of_three_months_have_their_own_widths() -> None:
    total = series(CUMUL, STEADY, version({2025: (None, "4000")}), unit="")
    assert _year_end(total).width == shipped()[CUMUL, 1][6]
    quarters = amounts("2023-01", *[value for each in range(100, 110) for value in (None, None, each)])
    by_quarter = series(
        SOMME, quarters, version({2025: (None, "430")}), unit="", frequency=Frequency.TRIMESTRIELLE
    )
    assert _year_end(by_quarter).width == shipped()[SOMME, 3][6]


def _year_end(which: Series) -> YearEnd:
    timeline = Timeline(which)
    targets = SignedTargets(timeline)
    estimator = Estimator(timeline, lambda index: MonthReading(timeline, targets, index))
    position = MonthReading(timeline, targets, timeline.index(JUNE)).position
    assert position
    end = estimator.year_end(position, attain(which, JUNE).projection)
    assert end
    return end


@given(
    st.integers(-(10**9), 10**9), st.integers(0, 10**8), st.sampled_from(Direction), st.integers(-100, 100)
)
def test_a_harder_target_never_has_a_better_chance(
    centre: int, unit: int, direction: Direction, start: int
) -> None:
    definition = replace(steady("1", direction=direction).definition, decimals=1)
    end = YearEnd(definition, centre, unit, shipped()[SOMME, 1][9])
    chances = [end.chance((start + step, 7)) for step in range(0, 200, 5)]
    harder = chances if direction is HAUSSE else chances[::-1]
    assert all(before >= after for before, after in pairwise(harder))


@settings(max_examples=60)
@given(strategies.series())
def test_estimates_of_any_series(which: Series) -> None:
    """In order, within bounds, and without any say in what is published."""
    for each in attain_all(which):
        found = each.estimate
        if found is None:
            continue
        assert (found.low is None) == (found.high is None)
        if found.low is not None and found.high is not None:
            assert found.low <= found.high
            assert each.projection is not None
            if which.definition.aggregation is SOMME and which.definition.frequency is Frequency.MENSUELLE:
                assert each.value is None or found.low <= max(each.projection, each.value)
        for chance in (found.objectif, found.seuil):
            assert chance is None or 0 <= chance <= 1
        _is_at_most(found.objectif, found.seuil)


def _is_at_most(objectif: Decimal | None, seuil: Decimal | None) -> None:
    """The seuil is on the easier side of the objectif."""
    if objectif is not None and seuil is not None:
        assert objectif <= seuil


def test_months_before_do_not_change_when_later_ones_come() -> None:
    later = {**STEADY, month("2025-07"): STEADY[JUNE], month("2025-08"): STEADY[month("2023-01")]}
    assert estimate(steady("1500")) == estimate(replace(steady("1500"), facts=later))


class TestTable:
    """The table that is shipped."""

    def test_each_row_is_in_order_and_holds_its_projection(self) -> None:
        for rows in shipped().values():
            for row in rows.values():
                assert len(row.misses) == len(SHARES)
                assert list(row.misses) == sorted(row.misses)
                assert row.misses[ONE_TENTH] < 0 < row.misses[NINE_TENTHS]

    def test_it_has_every_aggregation_and_number_of_months_that_may_remain(self) -> None:
        measured = {each for each in Aggregation if each is not Aggregation.ETAT}
        assert {key[0] for key in shipped()} == measured
        for aggregation in measured:
            assert set(shipped()[aggregation, 1]) == set(range(1, 12))
            assert (set(shipped()[aggregation, 3]), set(shipped()[aggregation, 6])) == ({3, 6, 9}, {6})

    def test_the_rows_say_how_many_cases_made_them(self) -> None:
        assert all(row["cases"] >= 100 for row in json.loads(SHIPPED.read_text())["widths"])


@pytest.mark.parametrize(
    ("gap", "unit", "share"),
    [
        (-5000, 1000, 5), (-2400, 1000, 5), (0, 1000, 500), (50, 1000, 525), (-50, 1000, 475), (9000, 1000, 995),
        (1, 0, 995), (-1, 0, 5),
    ],
)  # fmt: skip
def test_shares_are_read_on_straight_lines(gap: int, unit: int, share: int) -> None:
    """A row whose misses are evenly spaced: 0.1 of a unit for each twentieth of the cases."""
    row = Width(0, (-1080, -1000, *range(-900, 901, 100), 1000, 1080))
    assert row.share_below(gap, unit) == share


def test_own_changes_skip_holes_and_compare_the_same_month() -> None:
    facts = amounts("2023-01", *[100] * 12, *[130] * 5, None, *[130] * 6, *[130] * 3)
    own = OwnChanges(Timeline(series(SOMME, facts, unit=""))).up_to(26)
    assert own is not None
    # Eleven changes of 30, three of 0: the month without a value is compared with nothing.
    assert own.change == 30 * 11 * PARTS // 14
    assert own.level == 130 * PARTS


def test_a_published_attainment_is_the_same_whatever_is_estimated(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [replace(each, estimate=None) for each in attain_all(steady("1452", "1300"))]
    monkeypatch.setattr(Estimator, "estimate", lambda *_: Estimate(objectif=Decimal(0)))
    after: list[Attainment] = [replace(each, estimate=None) for each in attain_all(steady("1452", "1300"))]
    assert before == after


def test_no_export_closing_or_judgement_reads_an_estimate() -> None:
    """It may be shown; nothing that is sent, frozen or judged depends on it."""
    root = Path(__file__).resolve().parents[2]
    exact = [
        *(
            path
            for path in (root / "indicators/domain").glob("*.py")
            if path.name not in {"model.py", "attainment.py"}
        ),
        *(root / "dashboards/exports").glob("*.py"),
        root / "dashboards/quarters/closing.py",
        root / "dashboards/quarters/freezing.py",
    ]
    reading = re.compile(r"\.estimate\b|chance_|estimate_|domain\.chances")
    assert len(exact) > 30
    assert [path.name for path in exact if reading.search(path.read_text())] == []
