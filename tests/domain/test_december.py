"""What December is announced to be, and how months are drawn and ordered between seuil and objectif, case by case."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cpg.shared.periods import Month
from indicators.domain.december import is_secured, projected_position, projected_status
from indicators.domain.judgement import BEST_FIRST, drawn_position, furthest_behind_first, whole_points
from indicators.domain.model import Aggregation, Attainment, Definition, Direction, Frequency, Status
from indicators.domain.targets import target_of_one_value
from indicators.domain.windows import next_due, window

HAUSSE, BAISSE = Direction.HAUSSE, Direction.BAISSE
ATTEINT, ENTRE, SOUS = Status.ATTEINT, Status.ENTRE, Status.SOUS_SEUIL
SOMME, CUMUL, DERNIER = Aggregation.SOMME, Aggregation.CUMUL_CONTRAT, Aggregation.DERNIER
RATIO, EVOLUTION = Aggregation.RATIO, Aggregation.EVOLUTION

NOW = Attainment(Month(2025, 6), ATTEINT)
DECEMBER = Attainment(Month(2025, 12), Status.NON_RENSEIGNE)


def definition(
    direction: Direction = HAUSSE,
    aggregation: Aggregation = RATIO,
    unit: str = "%",
    frequency: Frequency = Frequency.MENSUELLE,
    numerator_bounded: bool = True,
) -> Definition:
    return Definition(
        unit=unit,
        decimals=2,
        direction=direction,
        aggregation=aggregation,
        frequency=frequency,
        contract_first_year=2023,
        contract_last_year=2027,
        numerator_bounded=numerator_bounded,
    )


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("direction", "projection", "seuil", "objectif", "status", "position"),
    [
        (HAUSSE, "95", "90", "95", ATTEINT, "1"),
        (HAUSSE, "94", "90", "95", ENTRE, "0.8"),
        (HAUSSE, "90", "90", "95", ENTRE, "0"),
        (HAUSSE, "85", "90", "95", SOUS, "-1"),
        (BAISSE, "75", "80", "75", ATTEINT, "1"),
        (BAISSE, "79", "80", "75", ENTRE, "0.2"),
        (BAISSE, "85", "80", "75", SOUS, "-1"),
        (HAUSSE, "94", None, "95", SOUS, None),
        (HAUSSE, "95", None, "95", ATTEINT, None),
        (HAUSSE, "94", "95", "95", SOUS, None),
        (HAUSSE, "94", "90", None, None, None),
        (HAUSSE, None, "90", "95", None, None),
    ],
)
def test_december_if_the_projection_came_true(
    direction: Direction,
    projection: str | None,
    seuil: str | None,
    objectif: str | None,
    status: Status | None,
    position: str | None,
) -> None:
    now = replace(NOW, projection=number(projection))
    december = replace(DECEMBER, seuil_to_date=number(seuil), objectif_to_date=number(objectif))
    assert projected_status(definition(direction), now, december) is status
    assert projected_position(now, december) == number(position)


def test_nothing_is_projected_before_the_first_computation() -> None:
    now = replace(NOW, projection=Decimal(95))
    assert projected_status(definition(), None, DECEMBER) is None
    assert projected_status(definition(), now, None) is None
    assert projected_position(now, None) is None


@pytest.mark.parametrize(
    ("direction", "aggregation", "unit", "pace", "secured"),
    [
        (HAUSSE, SOMME, "visites", "0", True),
        (HAUSSE, SOMME, "visites", "-0.01", True),
        (HAUSSE, SOMME, "visites", "0.01", False),
        (HAUSSE, CUMUL, "visites", "0", True),
        (HAUSSE, RATIO, "%", "0", True),
        (HAUSSE, RATIO, "%", "0.01", False),
        (HAUSSE, EVOLUTION, "%", "-100", True),
        (HAUSSE, EVOLUTION, "%", "-99.99", False),
        (HAUSSE, EVOLUTION, "%", "0", False),
        (BAISSE, RATIO, "%", "100", True),
        (BAISSE, RATIO, "%", "99.99", False),
        (BAISSE, RATIO, "jours", "100", False),
        (BAISSE, EVOLUTION, "%", "100", False),
        (BAISSE, SOMME, "%", "100", False),
        (BAISSE, SOMME, "visites", "0", False),
    ],
)
def test_whether_the_objectif_of_the_year_is_secured(
    direction: Direction, aggregation: Aggregation, unit: str, pace: str, secured: bool
) -> None:
    assert is_secured(definition(direction, aggregation, unit), Decimal(pace)) is secured


def test_a_share_without_bound_is_never_secured_by_its_limit() -> None:
    assert not is_secured(definition(BAISSE, RATIO, numerator_bounded=False), Decimal(100))


@pytest.mark.parametrize(
    ("status", "position", "drawn"),
    [
        (ENTRE, "0.5", "0.5"),
        (SOUS, "-2", "-2"),
        (ATTEINT, "3", "3"),
        (ATTEINT, None, "1"),
        (ENTRE, None, "-1"),
        (SOUS, None, "-1"),
    ],
)
def test_where_a_measured_month_is_drawn(status: Status, position: str | None, drawn: str) -> None:
    assert drawn_position(replace(NOW, status=status, position=number(position))) == Decimal(drawn)


def test_the_furthest_behind_come_first_and_what_has_no_position_last() -> None:
    behind = replace(NOW, score=Decimal(0), position=Decimal(-3))
    short = replace(NOW, score=Decimal(40), position=Decimal("0.4"))
    ahead = replace(NOW, score=Decimal(100), position=Decimal(900_000))
    unscored = replace(NOW, score=None, position=Decimal(-9))
    unplaced = replace(NOW, score=Decimal(0), position=None)
    assert sorted([unscored, None, unplaced, ahead, short, behind], key=furthest_behind_first) == [
        behind, short, ahead, unscored, None, unplaced,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("score", "points"), [("0.00", 0), ("0.99", 0), ("61.50", 61), ("99.99", 99), ("100.00", 100)]
)
def test_a_score_is_cut_to_whole_points(score: str, points: int) -> None:
    assert whole_points(Decimal(score)) == points


def test_every_status_has_its_place_in_the_order() -> None:
    assert set(BEST_FIRST) == set(Status)
    assert len(BEST_FIRST) == len(Status)
    assert BEST_FIRST[:3] == (ATTEINT, ENTRE, SOUS)
    assert [status for status in BEST_FIRST if status.is_measured] == [ATTEINT, ENTRE, SOUS]


@pytest.mark.parametrize(("due", "missing", "reported"), [(0, 0, 0), (3, 0, 3), (3, 1, 2), (2, 2, 0)])
def test_reported_of_due(due: int, missing: int, reported: int) -> None:
    months = tuple(Month(2025, 1 + rank) for rank in range(missing))
    # Months that report more often than they are due do not count.
    attained = replace(NOW, months_due=due, missing=months, months_reported=9)
    assert attained.due_reported == reported


@pytest.mark.parametrize(
    ("aggregation", "frequency", "annual", "target"),
    [
        (SOMME, Frequency.MENSUELLE, "120", "10"),
        (SOMME, Frequency.TRIMESTRIELLE, "120", "30"),
        (SOMME, Frequency.ANNUELLE, "120", "120"),
        (SOMME, Frequency.MENSUELLE, None, "7"),
        (CUMUL, Frequency.MENSUELLE, "120", "7"),
        (RATIO, Frequency.MENSUELLE, "120", "7"),
        (EVOLUTION, Frequency.MENSUELLE, "120", "7"),
        (DERNIER, Frequency.MENSUELLE, "120", "7"),
    ],
)
def test_the_target_of_one_value(
    aggregation: Aggregation, frequency: Frequency, annual: str | None, target: str
) -> None:
    measured = definition(aggregation=aggregation, unit="visites", frequency=frequency)
    assert target_of_one_value(measured, number(annual), Decimal(7)) == Decimal(target)


@pytest.mark.parametrize(
    ("frequency", "month", "due"),
    [
        (Frequency.MENSUELLE, Month(2025, 5), Month(2025, 5)),
        (Frequency.TRIMESTRIELLE, Month(2025, 5), Month(2025, 6)),
        (Frequency.TRIMESTRIELLE, Month(2025, 6), Month(2025, 6)),
        (Frequency.ANNUELLE, Month(2025, 1), Month(2025, 12)),
    ],
)
def test_the_next_month_due(frequency: Frequency, month: Month, due: Month) -> None:
    assert next_due(definition(frequency=frequency), month) == due


@pytest.mark.parametrize(
    ("aggregation", "first", "count"),
    [
        (RATIO, Month(2025, 1), 3),
        (SOMME, Month(2025, 1), 3),
        (Aggregation.ETAT, Month(2025, 1), 3),
        (CUMUL, Month(2023, 1), 27),
    ],
)
def test_the_months_behind_a_value_to_date(aggregation: Aggregation, first: Month, count: int) -> None:
    months = window(definition(aggregation=aggregation), Month(2025, 3))
    assert (months[0], months[-1], len(months)) == (first, Month(2025, 3), count)
