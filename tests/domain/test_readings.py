"""What pages read of a series beside its figures: versions, windows, months, what a target starts from."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cpg.shared.periods import Month
from indicators.domain import attain
from indicators.domain.attainment import position_at
from indicators.domain.model import Aggregation, Target
from indicators.domain.projection import average_so_far
from indicators.domain.targets import earliest_year, latest_version, targets_at, version_in_force
from indicators.domain.timeline import Timeline
from tests.domain.building import CUMUL, RATIO, SOMME, amounts, month, series, version

LEVELS = {2023: ("0", "120"), 2024: ("0", "240")}


@pytest.mark.parametrize(("at", "label"), [("2024-05", "initiale"), ("2024-06", "b"), ("2025-01", "b")])
def test_the_version_in_force_is_the_last_signed_of_a_day(at: str, label: str) -> None:
    signed = [version(LEVELS, name, date(2024, 6, 30)) for name in ("a", "b")]
    found = version_in_force(series(SOMME, {}, version(LEVELS), *signed), month(at))
    assert found is not None
    assert found.label == label


@pytest.mark.parametrize(
    ("aggregation", "year"), [(CUMUL, 2023), (Aggregation.ETAT, 2023), (SOMME, 2024), (RATIO, 2024)]
)
def test_the_first_year_whose_target_is_used(aggregation: Aggregation, year: int) -> None:
    assert earliest_year(aggregation, date(2024, 7, 1)) == year


def test_withdrawing_a_target_signs_nothing() -> None:
    """The twelfth that was neutralised in 2023 still counts."""
    initial = version(LEVELS)
    gone = replace(
        initial,
        label="retrait",
        effective_from=date(2024, 1, 1),
        targets={**initial.targets, 2022: Target()},
        named=frozenset({2022}),
    )
    homes = series(CUMUL, {}, initial, gone, neutralised=("2023-03",))
    assert attain(homes, month("2024-12")).objectif_to_date == 230


def test_a_level_that_is_neutralised_all_year_stays_where_it_was_signed() -> None:
    all_year = tuple(f"2024-{number:02d}" for number in range(1, 13))
    found = targets_at(series(Aggregation.ETAT, {}, version(LEVELS), neutralised=all_year), month("2024-06"))
    assert found is not None
    assert found.objectif is not None
    assert (found.objectif.before, found.objectif.relief) == (120, 0)
    assert found.december.objectif == (120, 1)


def test_a_level_has_no_relief_whatever_was_neutralised() -> None:
    level = series(Aggregation.ETAT, {}, version(LEVELS), neutralised=("2023-03", "2024-01"))
    found = targets_at(level, month("2024-06"))
    assert found is not None
    assert found.objectif is not None
    assert found.objectif.relief == 0


def test_the_months_of_a_contract_and_of_a_window() -> None:
    timeline = Timeline(series(CUMUL, {}, version(LEVELS)))
    held = [timeline.holds(month(text)) for text in ("2022-12", "2023-01", "2027-12", "2028-01")]
    assert held == [False, True, True, False]
    assert timeline.window(month("2023-02")) == (Month(2023, 1), Month(2023, 2))


def test_a_month_is_missing_once_it_is_due_in_its_version() -> None:
    held = amounts("2023-01", 1, None, 3)
    timeline = Timeline(series(SOMME, held, version(LEVELS, start=date(2023, 2, 1))))
    assert [timeline.is_missing(month(f"2023-0{number}")) for number in (1, 2, 3, 4)] == [
        False,
        True,
        False,
        True,
    ]
    assert not Timeline(series(SOMME, {}, version(LEVELS, first_year=2024))).is_missing(month("2023-02"))


def test_an_objectif_alone_signs_anew() -> None:
    """Without a seuil: what was neutralised in 2023 is settled all the same."""
    initial = version(LEVELS)
    alone = {2024: Target(None, Decimal(240))}
    signed = replace(
        initial, label="avenant", effective_from=date(2024, 1, 1), targets={**initial.targets, **alone}
    )
    homes = series(CUMUL, {}, initial, replace(signed, named=frozenset({2024})), neutralised=("2023-03",))
    assert attain(homes, month("2024-12")).objectif_to_date == 240


def test_the_version_signed_last_may_not_be_in_force_yet() -> None:
    signed = [version(LEVELS, name, date(2026, 1, 1)) for name in ("a", "b")]
    latest = latest_version(series(SOMME, {}, version(LEVELS), *signed))
    assert latest is not None
    assert latest.label == "b"
    assert latest_version(replace(series(SOMME, {}), versions=())) is None


def test_the_neutralised_months_are_those_of_the_contract() -> None:
    timeline = Timeline(series(SOMME, {}, neutralised=("2023-03",)))
    neutralised = [timeline.is_neutralised(month(text)) for text in ("2023-02", "2023-03", "2022-03")]
    assert neutralised == [False, True, False]


@pytest.mark.parametrize(
    ("aggregation", "at", "months"),
    [
        (SOMME, "2024-02", ("2024-01",)),
        (CUMUL, "2024-02", ("2023-11", "2024-01")),
        (Aggregation.ETAT, "2024-02", ("2024-01",)),
        (Aggregation.ETAT, "2023-12", ("2023-11",)),
        (Aggregation.ETAT, "2023-10", ()),
    ],
)
def test_the_months_that_a_value_is_made_of(
    aggregation: Aggregation, at: str, months: tuple[str, ...]
) -> None:
    timeline = Timeline(series(aggregation, amounts("2023-11", 1, None, 2)))
    assert timeline.counted(month(at)) == tuple(map(month, months))


def test_the_average_month_counts_every_decimal() -> None:
    """(1,5 + 2,25 + 2,5) / 3 = 2,083..."""
    position = position_at(
        series(SOMME, amounts("2023-01", "1.5", "2.25", "2.5"), decimals=2), month("2023-03")
    )
    assert position is not None
    assert average_so_far(position) == Decimal("2.08")


def test_a_thirteenth_month_does_not_count_in_the_season() -> None:
    """Twelve months bring 900 + 120 and hold a whole year: 120 + 1020 x 0,9. October of the year before is not one."""
    year = [*[10] * 10, 450, 450]
    facts = amounts("2023-01", *year) | amounts("2024-01", *year) | amounts("2025-01", *[12] * 10)
    found = attain(series(SOMME, facts, version({2025: ("0", "1")}), decimals=2), month("2025-10"))
    assert found.projection == Decimal("1038.00")
