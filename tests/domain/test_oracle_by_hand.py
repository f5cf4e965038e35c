"""Check the second implementation itself against figures worked out on paper."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from indicators.domain.model import (
    Aggregation,
    Attainment,
    Direction,
    Frequency,
    Pace,
    Status,
)
from tests.domain.building import (
    BAISSE,
    CUMUL,
    DERNIER,
    EVOLUTION,
    HAUSSE,
    RATIO,
    SANS_OBJET,
    SOMME,
    amounts,
    month,
    pairs,
    series,
    version,
)
from tests.domain.oracle import OracleRollUp, oracle_attain, oracle_roll_up

CALLS = series(
    RATIO,
    pairs("2023-01", (850, 1000), (930, 1000), (925, 1000)),
    version({2023: ("90", "95")}),
    decimals=2,
)


def test_ratio_of_sums_and_what_follows_from_it() -> None:
    """2705 / 3000 = 90,1666...; p = 0,17 / 5; (0,95 x 12000 - 2705) / 9000 = 96,611..."""
    attained = oracle_attain(CALLS, month("2023-03"))
    assert (attained.value, attained.status) == (Decimal("90.17"), Status.ENTRE)
    assert (attained.numerator, attained.denominator) == (2705, 3000)
    assert (attained.score, attained.position) == (Decimal("3.40"), Decimal("0.034"))
    assert attained.gap == Decimal("-4.83")
    assert attained.projection == Decimal("90.17")
    assert attained.pace == Pace(Decimal("96.62"))
    assert (attained.months_due, attained.months_reported, attained.missing) == (3, 3, ())


def test_days_are_not_multiplied_and_lower_is_better() -> None:
    """6540 / 100; p = (65,4 - 70) / (60 - 70); (60 x 1200 - 6540) / 1100 = 59,509..."""
    delays = series(
        RATIO,
        pairs("2023-01", (6540, 100)),
        version({2023: ("70", "60")}),
        unit="jours",
        decimals=1,
        direction=BAISSE,
    )
    attained = oracle_attain(delays, month("2023-01"))
    assert (attained.value, attained.score, attained.gap) == (Decimal("65.4"), 46, Decimal("5.4"))
    assert (attained.projection, attained.pace) == (Decimal("65.4"), Pace(Decimal("59.5")))


def test_half_is_away_from_zero_on_both_sides() -> None:
    """99875 / 100000 is -0,125 %; 100125 / 100000 is +0,125 %."""
    below = series(EVOLUTION, pairs("2023-01", (99875, 100000)), decimals=2)
    above = series(EVOLUTION, pairs("2023-01", (100125, 100000)), decimals=2)
    assert oracle_attain(below, month("2023-01")).value == Decimal("-0.13")
    assert oracle_attain(above, month("2023-01")).value == Decimal("0.13")


def test_a_small_loss_rounds_to_a_zero_without_a_sign() -> None:
    flat = series(EVOLUTION, pairs("2023-01", (99999, 100000)), decimals=1)
    assert str(oracle_attain(flat, month("2023-01")).value) == "0.0"


def test_evolution_pace_averages_the_rest_of_the_year() -> None:
    """(0,88 x 1200 - 90) / 1100 = 0,87818... that is -12,1818...; nothing at all still burns 90: out of reach."""
    facts = pairs("2023-01", (90, 100))
    energy = series(EVOLUTION, facts, version({2023: ("-5", "-12")}), decimals=2, direction=BAISSE)
    assert oracle_attain(energy, month("2023-01")).pace == Pace(Decimal("-12.19"))
    nothing = series(EVOLUTION, facts, version({2023: ("-5", "-100")}), decimals=2, direction=BAISSE)
    assert oracle_attain(nothing, month("2023-01")).pace == Pace(None, out_of_reach=True)


def test_score_short_of_the_objectif_never_reads_100() -> None:
    """24999 / 25000 is 99,996 %, which would round to 100,00."""
    facts = amounts("2023-01", *([0] * 11), 24999)
    attained = oracle_attain(series(SOMME, facts, version({2023: ("0", "25000")})), month("2023-12"))
    assert (attained.status, attained.score) == (Status.ENTRE, Decimal("99.99"))


@pytest.mark.parametrize(("value", "score"), [(79, "0"), (80, "35"), (85, "67.5"), (83, "54.5"), (90, "100")])
def test_credit_at_the_seuil(value: int, score: str) -> None:
    """c = 35: 35 + 65 x p, nothing below the seuil."""
    share = series(DERNIER, amounts("2023-01", value), version({2023: ("80", "90")}), credit="35")
    assert oracle_attain(share, month("2023-01")).score == Decimal(score)


@pytest.mark.parametrize(("value", "score"), [(89, "0"), (90, "100")])
@pytest.mark.parametrize("seuil", ["90", None])
def test_all_or_nothing_without_a_span(value: int, score: str, seuil: str | None) -> None:
    share = series(DERNIER, amounts("2023-01", value), version({2023: (seuil, "90")}), credit="35")
    assert oracle_attain(share, month("2023-01")).score == Decimal(score)


def test_neutralised_month_leaves_inputs_and_targets() -> None:
    """Five months of 100 out of six: 500 against 1200 x 5 / 12."""
    meetings = series(
        SOMME, amounts("2023-01", *([100] * 6)), version({2023: ("900", "1200")}), neutralised=("2023-04",)
    )
    attained = oracle_attain(meetings, month("2023-06"))
    assert (attained.value, attained.seuil_to_date, attained.objectif_to_date) == (500, 375, 500)
    assert (attained.months_due, attained.months_reported, attained.score) == (5, 5, 100)


def test_what_a_neutralisation_lowered_stays_lowered() -> None:
    """120 x 11 / 12 = 110 at the end of 2023; then (240 - 120) x 6 / 12 more."""
    homes = series(CUMUL, {}, version({2023: ("0", "120"), 2024: ("0", "240")}), neutralised=("2023-03",))
    assert oracle_attain(homes, month("2023-12")).objectif_to_date == 110
    assert oracle_attain(homes, month("2024-06")).objectif_to_date == 170


def test_an_avenant_that_changes_the_year_before_leaves_december_as_signed() -> None:
    """June: 120 + 120 x 6 / 12. July: 60 + (300 - 60) x 7 / 12. December: the 300 that are signed."""
    initial = version({2023: ("0", "120"), 2024: ("0", "240")})
    avenant = version({2023: ("0", "60"), 2024: ("0", "300")}, "avenant 1", date(2024, 7, 31))
    homes = series(CUMUL, {}, initial, avenant)
    june, july = oracle_attain(homes, month("2024-06")), oracle_attain(homes, month("2024-07"))
    assert (june.objectif_to_date, june.target_version) == (180, "initiale")
    assert (july.objectif_to_date, july.target_version) == (200, "avenant 1")
    assert oracle_attain(homes, month("2024-12")).objectif_to_date == 300


@pytest.mark.parametrize(("at", "objectif"), [("2023-02", 0), ("2023-05", 3), ("2023-06", 6)])
def test_quarterly_target_moves_at_the_end_of_a_quarter(at: str, objectif: int) -> None:
    applications = series(CUMUL, {}, version({2023: ("0", "12")}), frequency=Frequency.TRIMESTRIELLE)
    assert oracle_attain(applications, month(at)).objectif_to_date == objectif


def test_quarterly_target_moves_every_month_without_a_first_year() -> None:
    trials = series(
        SOMME, {}, version({2023: ("0", "120")}, first_year=None), frequency=Frequency.TRIMESTRIELLE
    )
    assert oracle_attain(trials, month("2023-02")).objectif_to_date == 20


def test_a_sum_with_a_hole_is_a_floor_and_has_its_score() -> None:
    """40 of 30 with February missing: reached whatever February brings. 20 of 30: (20 - 15) / 15, at least."""
    enough = series(SOMME, amounts("2023-01", 20, None, 20), version({2023: ("60", "120")}))
    attained = oracle_attain(enough, month("2023-03"))
    assert (attained.status, attained.score, attained.missing) == (Status.ATTEINT, 100, (month("2023-02"),))
    assert (attained.gap, attained.projection, attained.quarter_value) == (10, None, None)
    assert (attained.pace, attained.is_floor) == (Pace(Decimal("8.89")), True)
    short = series(SOMME, amounts("2023-01", 10, None, 10), version({2023: ("60", "120")}))
    attained = oracle_attain(short, month("2023-03"))
    assert (attained.status, attained.score, attained.is_floor) == (
        Status.INCOMPLET,
        Decimal("33.33"),
        True,
    )


@pytest.mark.parametrize(("value", "status"), [(16, Status.SOUS_SEUIL), (10, Status.INCOMPLET)])
def test_an_incomplete_sum_that_should_stay_low_is_judged_only_when_it_is_lost(
    value: int, status: Status
) -> None:
    """February is missing; 16 is past the seuil of 15 already."""
    facts = amounts("2023-01", 0, None, value)
    kept_low = series(SOMME, facts, version({2023: ("60", "36")}), direction=BAISSE)
    attained = oracle_attain(kept_low, month("2023-03"))
    assert (attained.status, attained.is_floor, attained.gap) == (status, False, None)


@pytest.mark.parametrize(("reported", "status"), [(2, Status.ATTEINT), (1, Status.INCOMPLET)])
def test_three_quarters_of_the_due_months_are_enough_for_a_ratio(reported: int, status: Status) -> None:
    """Of three due months two, since 9 / 4 is rounded down."""
    rate = series(RATIO, pairs("2023-01", *([(95, 100)] * reported)), version({2023: ("80", "90")}))
    assert oracle_attain(rate, month("2023-03")).status is status


def test_a_level_stands_until_another_is_reported() -> None:
    """From 2 to 4 in 2024: 3 are due in June, and 2 were reported in 2023."""
    levels = version({2023: ("0", "2"), 2024: ("2", "4")})
    level = series(
        Aggregation.ETAT,
        amounts("2023-12", 2),
        levels,
        frequency=Frequency.ANNUELLE,
        unit="sites",
        entry_decimals=0,
    )
    attained = oracle_attain(level, month("2024-06"))
    assert (attained.value, attained.objectif_to_date, attained.status) == (2, 2, Status.ATTEINT)
    monthly = series(Aggregation.ETAT, amounts("2023-12", 2), levels, unit="sites", entry_decimals=0)
    attained = oracle_attain(monthly, month("2024-06"))
    assert (attained.value, attained.objectif_to_date, attained.status) == (2, 3, Status.INCOMPLET)


@pytest.mark.parametrize(("direction", "due"), [(HAUSSE, 2), (BAISSE, 3)])
def test_what_is_counted_has_whole_targets(direction: Direction, due: int) -> None:
    """30 x 1 / 12 is 2,5."""
    counted = series(
        SOMME,
        {},
        version({2023: ("30", "30")}),
        unit="dossiers",
        entry_decimals=0,
        direction=direction,
    )
    assert oracle_attain(counted, month("2023-01")).objectif_to_date == due


def test_a_profile_shares_out_the_year() -> None:
    """Nothing in the first half of the year: 120 x 2 / 6 in August; 60 x 1 / (2 / 6) at its end."""
    halves = (Fraction(0),) * 6 + (Fraction(1, 6),) * 6
    summer = series(
        SOMME,
        amounts("2023-01", *([0] * 6), 40, 20),
        version({2023: ("60", "120")}),
        profiles={2023: halves},
    )
    attained = oracle_attain(summer, month("2023-08"))
    assert (attained.objectif_to_date, attained.score, attained.projection) == (40, 100, 180)


@pytest.mark.parametrize(
    ("value", "status", "score"), [(1, Status.NON_ECHU, None), (2, Status.ATTEINT, Decimal(100))]
)
def test_nothing_is_due_before_something_whole_is(value: int, status: Status, score: Decimal | None) -> None:
    """2 x 1 / 12 is nothing whole; 2 is what December asks for."""
    applications = series(
        CUMUL,
        amounts("2023-01", value),
        version({2023: ("1", "2")}),
        unit="applications",
        entry_decimals=0,
    )
    attained = oracle_attain(applications, month("2023-01"))
    assert (attained.status, attained.score, attained.gap) == (status, score, None)


def test_an_avenant_settles_what_was_neutralised_in_the_years_that_ended_before_it() -> None:
    """Without it 240 - 10 at the end of 2024; it names 2024 on 1 January 2024, after the end of 2023."""
    initial = version({2023: ("0", "120"), 2024: ("0", "240")})
    avenant = replace(version({2024: ("0", "240")}, "avenant 1", date(2024, 1, 1)), targets=initial.targets)
    kept = series(CUMUL, {}, initial, neutralised=("2023-03",))
    settled = series(CUMUL, {}, initial, avenant, neutralised=("2023-03",))
    assert oracle_attain(kept, month("2024-12")).objectif_to_date == 230
    assert oracle_attain(settled, month("2024-12")).objectif_to_date == 240


def test_quarter_value_of_a_cumul_is_its_flow() -> None:
    homes = series(CUMUL, amounts("2023-01", 1, 2, 3, 4, 5))
    assert oracle_attain(homes, month("2023-05")).quarter_value == 9


def test_a_value_in_any_month_of_the_quarter_fulfils_it() -> None:
    rate = series(DERNIER, amounts("2023-01", 7), frequency=Frequency.TRIMESTRIELLE)
    attained = oracle_attain(rate, month("2023-06"))
    assert (attained.months_due, attained.months_reported, attained.missing) == (2, 1, (month("2023-06"),))
    assert (attained.value, attained.quarter_value) == (7, None)


def test_no_case_is_not_a_value() -> None:
    none_yet = series(RATIO, pairs("2023-01", (0, 0)), version({2023: ("90", "95")}), decimals=2)
    attained = oracle_attain(none_yet, month("2023-01"))
    assert (attained.status, attained.no_case, attained.value) == (Status.SANS_OBJET, True, None)
    assert (attained.months_reported, attained.denominator) == (1, 0)


@pytest.mark.parametrize(
    ("neutralised", "status"),
    [((), Status.SANS_OBJET), (("2023-03",), Status.NEUTRALISE)],
)
def test_a_month_without_object_is_not_due_unless_it_is_neutralised(
    neutralised: tuple[str, ...], status: Status
) -> None:
    rate = series(
        DERNIER,
        {month("2023-03"): SANS_OBJET},
        version({2023: ("80", "90")}),
        frequency=Frequency.TRIMESTRIELLE,
        neutralised=neutralised,
    )
    attained = oracle_attain(rate, month("2023-03"))
    assert (attained.status, attained.months_due) == (status, 0)


def term(
    weight: str | None, score: str | None, status: Status = Status.ENTRE, *, floor: bool = False
) -> Attainment:
    return Attainment(
        month("2023-12"),
        status,
        objectif_annual=Decimal(1),
        score=None if score is None else Decimal(score),
        is_floor=floor,
        weight=None if weight is None else Decimal(weight),
    )


def test_total_weighs_published_scores_of_what_is_measured() -> None:
    """(2 x 100 + 50,01) / 3 = 83,3366...; over N, 250,01 / 4 and 350,01 / 4."""
    terms = [term("2", "100"), term("1", "50.01"), term(None, None, Status.NON_RENSEIGNE)]
    ranged = (Decimal("62.50"), Decimal("87.50"))
    assert oracle_roll_up(terms) == OracleRollUp(Decimal("83.34"), *ranged, 2, 3)


def test_there_is_no_total_of_less_than_half() -> None:
    terms = [term("1", "100"), term("1.01", None, Status.NON_RENSEIGNE)]
    assert oracle_roll_up(terms).total is None
    assert oracle_roll_up([*terms, term("0.01", "100")]).total == 100
    assert oracle_roll_up([term("0", "100")]) == OracleRollUp(None, None, None, 1, 1)


def test_what_cannot_be_measured_is_not_counted() -> None:
    out = [term("1", None, status) for status in (Status.NEUTRALISE, Status.SANS_OBJET, Status.NON_ECHU)]
    assert oracle_roll_up([term("1", "40"), *out]) == OracleRollUp(
        Decimal(40), Decimal(40), Decimal(40), 1, 1
    )


def test_a_floor_may_still_become_100() -> None:
    terms = [term("1", "40", Status.INCOMPLET, floor=True), term("1", "60")]
    assert oracle_roll_up(terms) == OracleRollUp(Decimal(50), Decimal(50), Decimal(80), 2, 2)
