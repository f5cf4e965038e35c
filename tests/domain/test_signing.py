"""What may be signed, case by case: the label, the day, the year and the two targets."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.domain.model import Aggregation, Definition, Direction, Frequency, Target
from indicators.domain.signing import date_objection, label_objection, target_objection, year_objection

HAUSSE, BAISSE = Direction.HAUSSE, Direction.BAISSE


def code(objection) -> str:
    return "" if objection is None else objection.code


@pytest.mark.parametrize(
    ("direction", "seuil", "objectif", "expected"),
    [
        (HAUSSE, "80", "90", ""),
        (HAUSSE, "90", "90", ""),
        (HAUSSE, "90.01", "90", "wrong_side"),
        (BAISSE, "20", "10", ""),
        (BAISSE, "10", "10", ""),
        (BAISSE, "9.99", "10", "wrong_side"),
        (HAUSSE, None, None, ""),
        (HAUSSE, None, "90", ""),
        (HAUSSE, "80", None, "seuil_without_objectif"),
        (HAUSSE, "80.125", "90", "too_many_decimals"),
        (HAUSSE, "80", "90.125", "too_many_decimals"),
        (HAUSSE, "80", "9999999999.99", ""),
        (HAUSSE, "80", "10000000000", "number_too_large"),
        (BAISSE, "-10000000000", "-10000000000", "number_too_large"),
    ],
)
def test_a_target(direction, seuil, objectif, expected):
    definition = Definition("%", 2, direction, Aggregation.RATIO, Frequency.MENSUELLE, 2023, 2023, 2027)
    figures = [None if text is None else Decimal(text) for text in (seuil, objectif)]
    assert code(target_objection(definition, Target(*figures))) == expected


@pytest.mark.parametrize(
    ("labels", "label", "expected"),
    [
        (["initiale"], "avenant 1", ""),
        (["initiale"], " INITIALE ", "label_taken"),
        (["initiale", "Avenant 1"], "avenant 1", "label_taken"),
        ([], "initiale", ""),
    ],
)
def test_a_label(labels, label, expected):
    assert code(label_objection(labels, label)) == expected


@pytest.mark.parametrize(
    ("last", "day", "expected"),
    [
        (None, date(2023, 1, 1), ""),
        (None, date(2022, 12, 31), "outside_contract"),
        (None, date(2027, 12, 31), ""),
        (None, date(2028, 1, 1), "outside_contract"),
        (date(2025, 7, 1), date(2025, 7, 1), ""),
        (date(2025, 7, 1), date(2025, 6, 30), "before_last_version"),
    ],
)
def test_a_day(last, day, expected):
    assert code(date_objection(range(2023, 2028), last and ("avenant 1", last), day)) == expected


@pytest.mark.parametrize(
    ("aggregation", "year", "expected"),
    [
        (Aggregation.RATIO, 2024, "year_is_over"),
        (Aggregation.RATIO, 2025, ""),
        (Aggregation.CUMUL_CONTRAT, 2023, "year_is_over"),
        (Aggregation.CUMUL_CONTRAT, 2024, ""),
    ],
)
def test_a_year(aggregation, year, expected):
    assert code(year_objection(aggregation, year, date(2025, 7, 1))) == expected
