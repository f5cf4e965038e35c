"""When a figure is provisional, case by case, and which months count for it."""

from decimal import Decimal

import pytest

from cpg.shared.periods import Month
from indicators.domain.model import (
    Absence,
    AbsenceKind,
    Aggregation,
    Amount,
    Definition,
    Direction,
    Frequency,
    Series,
)
from indicators.domain.provisional import Firmness, counted_months, firmness

PROVISIONAL, VALIDATED = Firmness.PROVISIONAL, Firmness.VALIDATED
LACKING = (Month(2024, 4),)


@pytest.mark.parametrize(
    ("number", "missing", "validated", "word"),
    [
        (12, (), [True], VALIDATED),
        (12, (), [True, False], PROVISIONAL),
        (12, LACKING, [True], PROVISIONAL),
        (12, LACKING, [False], PROVISIONAL),
        (12, LACKING, [], PROVISIONAL),
        (12, (), [], VALIDATED),
        (9, (), [True], VALIDATED),
        (9, (), [True, False], PROVISIONAL),
        (9, LACKING, [True], VALIDATED),
        (9, LACKING, [], PROVISIONAL),
        (9, (), [], PROVISIONAL),
    ],
)
def test_when_a_figure_is_provisional(
    number: int, missing: tuple[Month, ...], validated: list[bool], word: Firmness
) -> None:
    assert firmness(Month(2024, number), missing=missing, validated=validated) is word


def series(aggregation: Aggregation, frequency: Frequency, *, neutralised: str = "") -> Series:
    """Values in November 2023, February, March and May 2024; April is absent."""
    absence = Absence(AbsenceKind.NON_DISPONIBLE, "panne")
    values = {name: Amount(Decimal(1)) for name in ("2023-11", "2024-02", "2024-03", "2024-05")}
    return Series(
        Definition("dossiers", 0, Direction.HAUSSE, aggregation, frequency, 2023, 2023, 2027),
        {Month.parse(name): fact for name, fact in (values | {"2024-04": absence}).items()},
        frozenset(Month.parse(name) for name in neutralised.split()),
    )


MENSUELLE, TRIMESTRIELLE = Frequency.MENSUELLE, Frequency.TRIMESTRIELLE


@pytest.mark.parametrize(
    ("aggregation", "frequency", "neutralised", "month", "counted"),
    [
        (Aggregation.SOMME, MENSUELLE, "", "2024-04", "2024-02 2024-03"),
        (Aggregation.SOMME, MENSUELLE, "", "2024-12", "2024-02 2024-03 2024-05"),
        (Aggregation.SOMME, MENSUELLE, "2024-02", "2024-12", "2024-03 2024-05"),
        (Aggregation.SOMME, TRIMESTRIELLE, "2024-03", "2024-12", "2024-05"),
        (Aggregation.SOMME, MENSUELLE, "", "2024-01", ""),
        (Aggregation.CUMUL_CONTRAT, MENSUELLE, "", "2024-02", "2023-11 2024-02"),
        (Aggregation.CUMUL_CONTRAT, MENSUELLE, "2023-11", "2024-02", "2024-02"),
        (Aggregation.DERNIER, MENSUELLE, "", "2024-01", ""),
        (Aggregation.ETAT, MENSUELLE, "", "2024-01", "2023-11"),
        (Aggregation.ETAT, MENSUELLE, "2023-11", "2024-01", ""),
        (Aggregation.ETAT, MENSUELLE, "", "2025-01", "2024-05"),
        (Aggregation.ETAT, MENSUELLE, "", "2024-03", "2024-02 2024-03"),
    ],
)
def test_which_months_count(
    aggregation: Aggregation, frequency: Frequency, neutralised: str, month: str, counted: str
) -> None:
    found = counted_months(series(aggregation, frequency, neutralised=neutralised), Month.parse(month))
    assert " ".join(map(str, found)) == counted
