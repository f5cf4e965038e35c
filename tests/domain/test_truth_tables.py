"""Status, due months and the reference month, case by case."""

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
    Series,
    SignedVersion,
    Status,
    Target,
)

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
        ]
    )
    assert found.score == Decimal("55.55")
    assert (found.measured, found.due) == (2, 3)
    assert (found.left_out, found.without_target, found.simulated) == (("R3",), ("R4",), True)


def test_a_total_of_nothing_measured_is_no_total() -> None:
    assert roll_up([Term("R1", Decimal(1), True, Status.NON_RENSEIGNE, None)]).score is None
