"""What pages read of a series beside its figures: versions, windows, months, what a target starts from."""

from dataclasses import replace
from datetime import date

import pytest

from cpg.shared.periods import Month
from indicators.domain import attain
from indicators.domain.model import Aggregation, Target
from indicators.domain.targets import earliest_year, targets_at, version_in_force
from indicators.domain.timeline import Timeline
from tests.domain.building import CUMUL, RATIO, SOMME, month, series, version

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


def test_the_months_of_a_contract_and_of_a_window() -> None:
    timeline = Timeline(series(CUMUL, {}, version(LEVELS)))
    held = [timeline.holds(month(text)) for text in ("2022-12", "2023-01", "2027-12", "2028-01")]
    assert held == [False, True, True, False]
    assert timeline.window(month("2023-02")) == (Month(2023, 1), Month(2023, 2))
