"""Status, due months and the reference month, case by case."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cpg.shared.periods import Month
from indicators.domain import Term, attain, is_due_by_calendar, reference_month, roll_up
from indicators.domain.december import quotient
from indicators.domain.judgement import judge, place, score
from indicators.domain.model import (
    Absence,
    AbsenceKind,
    Aggregation,
    Amount,
    Definition,
    Direction,
    Fact,
    Frequency,
    Pair,
    Series,
    SignedVersion,
    Status,
    Target,
)
from indicators.domain.rollup import at_constant_perimeter

HAUSSE, BAISSE = Direction.HAUSSE, Direction.BAISSE
ATTEINT, ENTRE, SOUS = Status.ATTEINT, Status.ENTRE, Status.SOUS_SEUIL


@pytest.mark.parametrize(
    ("direction", "value", "seuil", "objectif", "status", "points"),
    [
        (HAUSSE, "95", "90", "95", ATTEINT, "100"),
        (HAUSSE, "94.99", "90", "95", ENTRE, "99.80"),
        (HAUSSE, "90", "90", "95", ENTRE, "0"),
        (HAUSSE, "89.99", "90", "95", SOUS, "0"),
        (HAUSSE, "200", "90", "95", ATTEINT, "100"),
        (BAISSE, "75", "80", "75", ATTEINT, "100"),
        (BAISSE, "75.1", "80", "75", ENTRE, "98.00"),
        (BAISSE, "80", "80", "75", ENTRE, "0"),
        (BAISSE, "80.1", "80", "75", SOUS, "0"),
        (BAISSE, "-10.01", "-5", "-10", ATTEINT, "100"),
        (BAISSE, "-7.5", "-5", "-10", ENTRE, "50"),
        (BAISSE, "0", "0", "-3", ENTRE, "0"),
        (HAUSSE, "0", "-1", "0", ATTEINT, "100"),
        (HAUSSE, "-0.5", "-1", "0", ENTRE, "50"),
        (HAUSSE, "5", "5", "5", ATTEINT, "100"),
        (HAUSSE, "4.9", "5", "5", SOUS, "0"),
        (HAUSSE, "4.9", None, "5", SOUS, "0"),
        (HAUSSE, "5", None, "5", ATTEINT, "100"),
        (BAISSE, "5", None, "5", ATTEINT, "100"),
        (HAUSSE, "99999", "0", "100000", ENTRE, "99.99"),
        (HAUSSE, "99999.99", "0", "100000", ENTRE, "99.99"),
    ],
)
def test_status_and_score(
    direction: Direction, value: str, seuil: str | None, objectif: str, status: Status, points: str
) -> None:
    v, o = quotient(Decimal(value)), quotient(Decimal(objectif))
    s = None if seuil is None else quotient(Decimal(seuil))
    found = judge(direction, v, s, o)
    assert found is status
    assert score(found is ATTEINT, place(v, s, o), Decimal(0)) == Decimal(points)


@pytest.mark.parametrize(
    ("value", "credit", "points"),
    [
        ("90", "35", "35"),
        ("92.5", "35", "67.50"),
        ("89.99", "35", "0"),
        ("94.9999", "50", "99.99"),
        ("90", "100", "99.99"),
    ],
)
def test_the_credit_at_the_seuil(value: str, credit: str, points: str) -> None:
    p = place(quotient(Decimal(value)), (90, 1), (95, 1))
    assert score(False, p, Decimal(credit)) == Decimal(points)


def quarterly(
    facts: dict[str, Fact],
    neutralised: tuple[str, ...] = (),
    first_year: int | None = 2023,
    **changes: object,
) -> Series:
    columns = {
        "unit": "applications",
        "decimals": 0,
        "direction": HAUSSE,
        "aggregation": Aggregation.SOMME,
        "frequency": Frequency.TRIMESTRIELLE,
        "contract_first_year": 2023,
        "contract_last_year": 2024,
    }
    yearly = {year: Target(Decimal(8), Decimal(12)) for year in (2023, 2024)}
    return Series(
        Definition(**(columns | changes)),
        {Month.parse(month): fact for month, fact in facts.items()},
        frozenset(map(Month.parse, neutralised)),
        (SignedVersion("initiale", date(2023, 1, 1), yearly, first_year),),
    )


SANS_OBJET = Absence(AbsenceKind.SANS_OBJET, "rien à mesurer")
NON_DISPONIBLE = Absence(AbsenceKind.NON_DISPONIBLE, "panne")
THREE = Amount(Decimal(3))


@pytest.mark.parametrize(
    ("month", "facts", "neutralised", "status"),
    [
        ("2023-02", {}, (), Status.NON_ECHU),
        ("2023-03", {}, (), Status.NON_RENSEIGNE),
        ("2023-03", {"2023-03": NON_DISPONIBLE}, (), Status.NON_RENSEIGNE),
        ("2023-03", {"2023-03": SANS_OBJET}, (), Status.SANS_OBJET),
        ("2023-03", {}, ("2023-03",), Status.NEUTRALISE),
        ("2023-03", {"2023-03": SANS_OBJET}, ("2023-03",), Status.NEUTRALISE),
        ("2023-03", {"2023-01": THREE}, ("2023-03",), Status.NEUTRALISE),
        ("2023-06", {"2023-06": THREE}, ("2023-03",), Status.ATTEINT),
        ("2023-03", {"2023-01": THREE}, (), Status.ATTEINT),
        ("2023-06", {"2023-01": THREE}, (), Status.INCOMPLET),
        ("2023-06", {"2023-01": Amount(Decimal(6))}, (), Status.ATTEINT),
        ("2023-05", {"2023-01": THREE}, (), Status.ATTEINT),
        ("2023-06", {"2023-01": Amount(Decimal(2)), "2023-04": Amount(Decimal(3))}, (), Status.ENTRE),
        ("2023-06", {"2023-01": Amount(Decimal(0)), "2023-04": Amount(Decimal(0))}, (), Status.SOUS_SEUIL),
    ],
)
def test_the_first_status_that_applies(
    month: str, facts: dict[str, Fact], neutralised: tuple[str, ...], status: Status
) -> None:
    assert attain(quarterly(facts, neutralised), Month.parse(month)).status is status


def counted(facts: dict[str, str], direction: Direction, **changes: object) -> Series:
    """Things counted month by month in 2023: seuil and objectif 6 and 12 for `hausse`, 12 and 6 for `baisse`."""
    low, high = Decimal(6), Decimal(12)
    yearly = {2023: Target(low, high) if direction is HAUSSE else Target(high, low)}
    values = {month: Amount(Decimal(value)) for month, value in facts.items()}
    one = quarterly(values, frequency=Frequency.MENSUELLE, direction=direction, **changes)
    return replace(one, versions=(SignedVersion("initiale", date(2023, 1, 1), yearly, 2023),))


JAN, FEB, MAR = "2023-01", "2023-02", "2023-03"


@pytest.mark.parametrize(
    ("direction", "facts", "month", "status", "points", "is_floor"),
    [
        # Case 7 of an accumulating `hausse`: a floor. 3 are due of the objectif in March, 1 of the seuil.
        (HAUSSE, {JAN: "3", MAR: "0"}, MAR, ATTEINT, "100", True),
        (HAUSSE, {JAN: "2", MAR: "0"}, MAR, Status.INCOMPLET, "50", True),
        (HAUSSE, {JAN: "1", MAR: "0"}, MAR, Status.INCOMPLET, "0", True),
        (HAUSSE, {JAN: "0", MAR: "0"}, MAR, Status.INCOMPLET, "0", True),
        # Case 7 of an accumulating `baisse`: 2 are due of the objectif in March, 3 of the seuil.
        (BAISSE, {JAN: "1", MAR: "0"}, MAR, Status.INCOMPLET, None, False),
        (BAISSE, {JAN: "3", MAR: "0"}, MAR, Status.INCOMPLET, None, False),
        (BAISSE, {JAN: "4", MAR: "0"}, MAR, SOUS, "0", False),
        # Complete: cases 8 to 10.
        (HAUSSE, {JAN: "1", FEB: "1", MAR: "0"}, MAR, ENTRE, "50", False),
        (BAISSE, {JAN: "1", FEB: "1", MAR: "0"}, MAR, ATTEINT, "100", False),
        (BAISSE, {JAN: "1", FEB: "1", MAR: "1"}, MAR, ENTRE, "0", False),
        (BAISSE, {JAN: "2", FEB: "1", MAR: "1"}, MAR, SOUS, "0", False),
    ],
)
def test_what_accumulates_with_a_month_missing(
    direction: Direction,
    facts: dict[str, str],
    month: str,
    status: Status,
    points: str | None,
    is_floor: bool,
) -> None:
    found = attain(counted(facts, direction), Month.parse(month))
    assert (found.status, found.is_floor) == (status, is_floor)
    assert found.score == (None if points is None else Decimal(points))
    assert (found.gap is None) == (bool(found.missing) and not is_floor)


def small(seuil: str | None, objectif: str, direction: Direction, facts: dict[str, str]) -> Series:
    """A sum of which too little is asked for a month to owe anything whole, or that is due in December only."""
    values = {month: Amount(Decimal(value)) for month, value in facts.items()}
    frequency = Frequency.MENSUELLE if direction is HAUSSE else Frequency.ANNUELLE
    one = quarterly(values, frequency=frequency, direction=direction)
    target = Target(None if seuil is None else Decimal(seuil), Decimal(objectif))
    return replace(one, versions=(SignedVersion("initiale", date(2023, 1, 1), {2023: target}, 2023),))


@pytest.mark.parametrize(
    ("one", "month", "status", "points"),
    [
        (small("1", "2", HAUSSE, {JAN: "0"}), JAN, Status.NON_ECHU, None),
        (small("1", "2", HAUSSE, {JAN: "1"}), JAN, Status.NON_ECHU, None),
        (small("1", "2", HAUSSE, {JAN: "2"}), JAN, ATTEINT, "100"),
        (small("1", "2", HAUSSE, {FEB: "1"}), FEB, Status.INCOMPLET, None),
        (small("1", "2", HAUSSE, {FEB: "2"}), FEB, ATTEINT, "100"),
        (small("8", "5", BAISSE, {JAN: "5"}), JAN, Status.NON_ECHU, None),
        (small("8", "5", BAISSE, {JAN: "8"}), JAN, Status.NON_ECHU, None),
        (small("8", "5", BAISSE, {JAN: "9"}), JAN, SOUS, "0"),
        (small(None, "5", BAISSE, {JAN: "5"}), JAN, Status.NON_ECHU, None),
        (small(None, "5", BAISSE, {JAN: "6"}), JAN, SOUS, "0"),
        # An annual objectif of 0 is due at once: case 8, not case 6.
        (small("0", "0", HAUSSE, {JAN: "0"}), JAN, ATTEINT, "100"),
        (small("0", "0", BAISSE, {JAN: "1"}), JAN, SOUS, "0"),
    ],
)
def test_while_nothing_is_due_yet(one: Series, month: str, status: Status, points: str | None) -> None:
    found = attain(one, Month.parse(month))
    assert (found.status, found.score) == (status, None if points is None else Decimal(points))
    assert (found.gap is None) == (found.objectif_annual != 0)


@pytest.mark.parametrize(
    ("due", "reported", "is_enough"),
    [(2, 1, True), (3, 1, False), (3, 2, True), (4, 2, False), (4, 3, True), (5, 2, False),
     (5, 3, True), (8, 5, False), (8, 6, True), (12, 8, False), (12, 9, True)],
)  # fmt: skip
def test_three_quarters_of_what_is_due(due: int, reported: int, is_enough: bool) -> None:
    facts = {Month(2023, number): Pair(Decimal(9), Decimal(10)) for number in range(1, reported + 1)}
    ratio = quarterly({}, aggregation=Aggregation.RATIO, frequency=Frequency.MENSUELLE, unit="%")
    found = attain(replace(ratio, facts=facts), Month(2023, due))
    assert (found.months_due, len(found.missing)) == (due, due - reported)
    assert (found.status is not Status.INCOMPLET) is is_enough


@pytest.mark.parametrize(
    ("aggregation", "facts", "month", "status"),
    [
        (Aggregation.DERNIER, {"2023-03": THREE}, "2023-06", Status.INCOMPLET),
        (Aggregation.DERNIER, {"2023-04": THREE}, "2023-06", SOUS),
        (Aggregation.DERNIER, {"2023-03": THREE, "2023-07": THREE}, "2023-08", SOUS),
        (Aggregation.DERNIER, {"2023-12": THREE}, "2024-02", Status.NON_ECHU),
        (Aggregation.ETAT, {"2023-12": THREE}, "2024-02", SOUS),
        (Aggregation.ETAT, {"2023-12": THREE}, "2024-03", Status.INCOMPLET),
        (Aggregation.ETAT, {"2023-12": THREE, "2024-03": SANS_OBJET}, "2024-03", Status.SANS_OBJET),
        (Aggregation.ETAT, {"2023-09": THREE}, "2024-02", Status.INCOMPLET),
        (Aggregation.ETAT, {"2023-09": THREE, "2024-01": THREE}, "2024-02", SOUS),
        (Aggregation.ETAT, {}, "2024-02", Status.NON_ECHU),
        (Aggregation.ETAT, {}, "2024-03", Status.NON_RENSEIGNE),
    ],
)
def test_a_last_value_and_a_level_need_their_last_due_month(
    aggregation: Aggregation, facts: dict[str, Fact], month: str, status: Status
) -> None:
    assert attain(quarterly(facts, aggregation=aggregation), Month.parse(month)).status is status


@pytest.mark.parametrize(
    ("first_year", "facts", "status"),
    [
        (2024, {"2023-03": THREE}, Status.NON_ECHU),
        (None, {"2023-03": THREE}, ATTEINT),
        (None, {}, Status.NON_ECHU),
        (2023, {"2023-03": THREE}, ATTEINT),
    ],
)
def test_before_its_first_year_nothing_is_judged(
    first_year: int | None, facts: dict[str, Fact], status: Status
) -> None:
    found = attain(quarterly(facts, first_year=first_year), Month(2023, 3))
    assert (found.status, found.projection is None) == (status, status is Status.NON_ECHU)


def test_without_an_objectif_nothing_is_judged() -> None:
    series = quarterly({"2023-03": THREE})
    bare = Series(series.definition, series.facts, series.neutralised, ())
    found = attain(bare, Month(2023, 3))
    assert (found.status, found.value, found.score, found.target_version) == (
        Status.SANS_OBJECTIF,
        Decimal(3),
        None,
        "",
    )


@pytest.mark.parametrize(
    ("frequency", "first_year", "month", "due"),
    [
        (Frequency.MENSUELLE, 2023, "2023-01", True),
        (Frequency.MENSUELLE, 2024, "2023-12", False),
        (Frequency.MENSUELLE, None, "2023-12", False),
        (Frequency.TRIMESTRIELLE, 2023, "2023-03", True),
        (Frequency.TRIMESTRIELLE, 2023, "2023-04", False),
        (Frequency.ANNUELLE, 2023, "2023-12", True),
        (Frequency.ANNUELLE, 2023, "2023-06", False),
        (Frequency.MENSUELLE, 2023, "2025-01", False),
    ],
)
def test_due_months(frequency: Frequency, first_year: int | None, month: str, due: bool) -> None:
    definition = quarterly({}, frequency=frequency).definition
    assert is_due_by_calendar(definition, first_year, Month.parse(month)) is due


@pytest.mark.parametrize(
    ("today", "delay", "month"),
    [
        ("2025-10-10", 10, "2025-08"),
        ("2025-10-11", 10, "2025-09"),
        ("2025-10-31", 10, "2025-09"),
        ("2025-10-01", 0, "2025-09"),
        ("2025-09-30", 0, "2025-08"),
        ("2025-03-01", 45, "2024-12"),
        ("2025-03-20", 45, "2025-01"),
        ("2022-05-01", 10, "2023-01"),
        ("2031-05-01", 10, "2027-12"),
    ],
)
def test_the_reference_month(today: str, delay: int, month: str) -> None:
    assert reference_month(date.fromisoformat(today), delay, 2023, 2027) == Month.parse(month)


def test_a_total_says_what_it_covers() -> None:
    found = roll_up(
        [
            Term("R1", None, True, ATTEINT, Decimal("100.00")),
            Term("R2", Decimal(2), True, ENTRE, Decimal("33.33")),
            Term("R3", None, True, Status.NON_RENSEIGNE, None),
            Term("R4", None, False, Status.SANS_OBJECTIF, None),
            Term("R5", None, True, Status.NON_ECHU, None),
            Term("R6", None, True, Status.SANS_OBJET, None),
            Term("R7", None, True, Status.NEUTRALISE, None),
            Term("R8", None, False, None, None),
        ]
    )
    assert found.score == Decimal("55.55")
    assert (found.measured, found.due) == (2, 3)
    assert (found.left_out, found.without_target, found.simulated) == (("R3",), ("R4", "R8"), True)
    assert (found.not_due, found.apart) == (("R5",), ("R6", "R7"))


@pytest.mark.parametrize(
    ("known", "is_insufficient", "is_certain"),
    [
        ((), False, True),
        (("100",), False, True),
        (("100", None), False, False),
        (("100", None, None), True, False),
    ],
)
def test_what_is_known_may_be_too_little_for_a_total(
    known: tuple[str | None, ...], is_insufficient: bool, is_certain: bool
) -> None:
    total = roll_up(
        Term(f"R{rank}", Decimal(1), True, ENTRE if score else Status.NON_RENSEIGNE, score and Decimal(score))
        for rank, score in enumerate(known)
    )
    assert (total.is_insufficient, total.is_certain) == (is_insufficient, is_certain)
    assert not total.simulated


@pytest.mark.parametrize("status", list(Status))
def test_what_counts_in_a_total(status: Status) -> None:
    out = {Status.NEUTRALISE, Status.SANS_OBJET, Status.NON_ECHU, Status.SANS_OBJECTIF}
    assert Term("R1", None, True, status, None).is_counted is (status not in out)
    assert Term("R1", None, False, status, None).is_counted is False


def test_a_change_is_compared_over_the_terms_measured_at_both_dates() -> None:
    def term(key: str, score: str | None, status: Status) -> Term:
        return Term(key, None, True, status, None if score is None else Decimal(score))

    before = [term("R1", "50", ENTRE), term("R2", "0", SOUS), term("R3", None, Status.NON_RENSEIGNE)]
    after = [term("R1", "60", ENTRE), term("R2", None, Status.NON_RENSEIGNE), term("R3", "100", ATTEINT)]
    earlier, later = at_constant_perimeter(before, after)
    assert (earlier.score, later.score, earlier.due, later.due) == (50, 60, 1, 1)


def test_a_total_of_nothing_measured_is_no_total() -> None:
    assert roll_up([Term("R1", Decimal(1), True, Status.NON_RENSEIGNE, None)]).score is None
