"""Doubts where the series is too young to tell: the seuil and the objectif of the year do."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from cpg.shared.periods import Month
from indicators.domain.model import (
    Aggregation,
    Amount,
    Definition,
    Direction,
    Frequency,
    Pair,
    Series,
    SignedVersion,
    Target,
)
from indicators.plausibility import doubts

MARCH = Month(2025, 3)


def series(
    aggregation: Aggregation,
    unit: str,
    targets: dict[int, tuple[str | None, str | None]],
    facts: Any = None,
    **others: Any,
) -> Series:
    definition = Definition(
        unit=unit, decimals=2 if unit == "%" else 0, direction=Direction.HAUSSE, aggregation=aggregation,
        frequency=others.get("frequency", Frequency.MENSUELLE), contract_first_year=2023, contract_last_year=2027,
        entry_decimals=2 if unit == "%" else 0,
    )  # fmt: skip
    signed = {
        year: Target(*(None if each is None else Decimal(each) for each in pair))
        for year, pair in targets.items()
    }
    version = SignedVersion("initiale", date(2023, 1, 1), signed, first_year=2023)
    return Series(definition, facts or {}, versions=(version,), profiles=others.get("profiles", {}))


def codes(which: Series, fact: Any, month: Month = MARCH) -> list[str]:
    return [each.code for each in doubts(which, month, fact)]


def amount(text: str) -> Amount:
    return Amount(Decimal(text))


SATISFACTION = {2025: ("84", "89")}


@pytest.mark.parametrize("aggregation", [Aggregation.DERNIER, Aggregation.ETAT])
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("86.2", []), ("60", []), ("100", []), ("0", []),
        ("925", ["out_of_bounds"]), ("100.5", ["out_of_bounds"]), ("-2", ["out_of_bounds"]),
        ("9250", ["out_of_bounds"]), ("0.92", ["hundredfold"]), ("9.2", ["outlier"]),
    ],
)  # fmt: skip
def test_a_percentage_is_a_part_of_a_whole_where_its_targets_are(
    aggregation: Aggregation, typed: str, expected: list[str]
) -> None:
    # For a level, what is due by March of its first year is a quarter of the target.
    which = series(aggregation, "%", {2024: ("84", "89")} | SATISFACTION)
    assert codes(which, amount(typed), Month(2025, 12)) == expected


def test_bounds_hold_with_a_history_too() -> None:
    facts = {MARCH.plus(-rank): amount(f"{86 + rank % 3}.{rank}") for rank in range(1, 9)}
    assert codes(series(Aggregation.DERNIER, "%", SATISFACTION, facts), amount("104")) == ["out_of_bounds"]


@pytest.mark.parametrize(
    ("targets", "typed"), [(("2", "120"), "104"), (("0", "1"), "-0.4"), (("-3", "-4"), "-1.5"), ((None, None), "104")]
)  # fmt: skip
def test_a_percentage_whose_targets_lie_elsewhere_has_no_bounds(targets: Any, typed: str) -> None:
    assert codes(series(Aggregation.DERNIER, "%", {2025: targets}), amount(typed)) == []


def test_the_sentence_says_what_is_expected() -> None:
    (found,) = doubts(series(Aggregation.DERNIER, "%", SATISFACTION), MARCH, amount("925"))
    assert found.sentence == "925\u00a0%\u00a0: un pourcentage entre 0 et 100 est attendu, comme ses cibles."
    (low,) = doubts(series(Aggregation.DERNIER, "%", SATISFACTION), MARCH, amount("0.92"))
    assert low.sentence == "0,92\u00a0%\u00a0: environ cent fois moins que ce que demandent les cibles."


SUM = {2025: ("10000", "12000")}


@pytest.mark.parametrize(
    ("typed", "expected"), [("1000", []), ("250", []), ("90", ["outlier"]), ("9800", ["outlier"]), ("0", [])]
)
def test_a_sum_is_compared_with_its_part_of_the_year(typed: str, expected: list[str]) -> None:
    assert codes(series(Aggregation.SOMME, "€", SUM), amount(typed)) == expected


def test_the_part_of_the_year_follows_the_profile_and_the_period() -> None:
    profile = (Fraction(0), Fraction(0), Fraction(1, 2), *[Fraction(1, 18)] * 9)
    assert codes(series(Aggregation.SOMME, "€", SUM, profiles={2025: profile}), amount("9800")) == []
    quarterly = series(Aggregation.SOMME, "€", SUM, frequency=Frequency.TRIMESTRIELLE)
    assert codes(quarterly, amount("9800")) == []
    assert codes(quarterly, amount("450")) == ["outlier"]
    assert codes(series(Aggregation.SOMME, "€", SUM), amount("450")) == []


def test_few_counted_things_come_when_they_come() -> None:
    assert codes(series(Aggregation.CUMUL_CONTRAT, "applications", {2025: ("3", "6")}), amount("3")) == []


def test_a_first_month_that_was_explained_is_no_longer_strange() -> None:
    facts = {MARCH.plus(-1): amount("9500")}
    assert codes(series(Aggregation.SOMME, "€", SUM, facts), amount("9800")) == []
    assert codes(series(Aggregation.SOMME, "€", SUM, facts), amount("99000")) == ["hundredfold"]


def test_a_rate_is_compared_with_its_targets_and_an_evolution_is_not() -> None:
    rate = series(Aggregation.RATIO, "%", SATISFACTION)
    assert codes(rate, Pair(Decimal(86), Decimal(1_000))) == ["outlier"]
    assert codes(rate, Pair(Decimal(860), Decimal(1_000))) == []
    evolution = series(Aggregation.EVOLUTION, "%", {2025: ("1", "2")})
    assert codes(evolution, Pair(Decimal(150), Decimal(100))) == []


def test_small_percentages_may_differ_by_points() -> None:
    which = series(Aggregation.DERNIER, "%", {2025: ("2", "3")})
    assert codes(which, amount("0.3")) == []
    assert codes(which, amount("30")) == ["outlier"]


def test_no_target_and_a_month_out_of_the_contract_say_nothing() -> None:
    assert codes(series(Aggregation.SOMME, "€", {2025: (None, None)}), amount("9")) == []
    assert codes(series(Aggregation.SOMME, "€", SUM), amount("9"), Month(2022, 12)) == []
