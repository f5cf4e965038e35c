"""Soft checks: what each notices and what it must let pass, and that none depends on what it should not."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpg.shared.periods import Month
from indicators.domain.model import (
    Absence,
    AbsenceKind,
    Aggregation,
    Amount,
    Definition,
    Direction,
    Frequency,
    Pair,
    Series,
)
from indicators.plausibility import doubts

NOW = Month(2025, 1)


def definition(
    aggregation: Aggregation = Aggregation.SOMME, unit: str = "rendez-vous", decimals: int = 0
) -> Definition:
    return Definition(
        unit=unit, decimals=decimals, direction=Direction.HAUSSE, aggregation=aggregation,
        frequency=Frequency.MENSUELLE, contract_first_year=2023, contract_last_year=2027,
    )  # fmt: skip


RATIO = definition(Aggregation.RATIO, "%", 2)
EVOLUTION = definition(Aggregation.EVOLUTION, "%", 2)
STATE = definition(Aggregation.DERNIER, "%", 2)


def amounts(*values: int | str) -> dict[Month, Any]:
    """The months before NOW, the last value in the last of them."""
    return {NOW.plus(rank - len(values)): Amount(Decimal(value)) for rank, value in enumerate(values)}


def pairs(*values: tuple[int, int]) -> dict[Month, Any]:
    return {
        NOW.plus(rank - len(values)): Pair(Decimal(one), Decimal(other))
        for rank, (one, other) in enumerate(values)
    }


def codes(which: Definition, facts: dict[Month, Any], fact: Any) -> list[str]:
    return [each.code for each in doubts(Series(which, facts), NOW, fact)]


USUAL = amounts(100, 104, 98, 102, 97, 101, 99, 103)
RATES = pairs(*((80 + rank % 3, 100) for rank in range(8)))


@pytest.mark.parametrize(
    ("which", "facts", "fact", "expected"),
    [
        (definition(), USUAL, Amount(Decimal(105)), []),
        (definition(), USUAL, Amount(Decimal(170)), ["outlier"]),
        (definition(), USUAL, Amount(Decimal(40)), ["outlier"]),
        (definition(), USUAL, Amount(Decimal(10_000)), ["hundredfold"]),
        (definition(), USUAL, Amount(Decimal(1)), ["hundredfold"]),
        (definition(), USUAL, Amount(Decimal(-100)), ["sign"]),
        (definition(), USUAL, Amount(Decimal(0)), ["zero"]),
        (definition(), USUAL, Amount(Decimal(103)), ["unchanged"]),
        (definition(), amounts(0, 3, 0, 2, 0, 1, 2, 0), Amount(Decimal(0)), []),
        (definition(), amounts(5, 5, 5, 5, 5, 5, 5), Amount(Decimal(5)), []),
        (definition(), amounts(5, 5, 5, 5, 5, 5, 5), Amount(Decimal(6)), ["outlier"]),
        (definition(), amounts(100, 104, 98, 102, 97), Amount(Decimal(9_000)), []),
        (definition(), {}, Amount(Decimal(5)), []),
        (RATIO, RATES, Pair(Decimal(81), Decimal(100)), ["unchanged"]),
        (RATIO, RATES, Pair(Decimal(82), Decimal(101)), []),
        (RATIO, RATES, Pair(Decimal(10), Decimal(100)), ["outlier"]),
        (RATIO, RATES, Pair(Decimal(8), Decimal(10)), ["small_denominator"]),
        (RATIO, RATES, Pair(Decimal(0), Decimal(100)), ["zero"]),
        (RATIO, RATES, Pair(Decimal(0), Decimal(0)), []),
        (RATIO, RATES, Absence(AbsenceKind.NON_DISPONIBLE, "panne"), []),
        (EVOLUTION, pairs(*((78, 100) for _ in range(8))), Pair(Decimal(78), Decimal(100)), []),
        (EVOLUTION, pairs(*((78 + rank % 2, 100) for rank in range(8))), Pair(Decimal(122), Decimal(100)), ["sign"]),
        (STATE, amounts("64.1", "64.1", "65.2", "65.2", "66", "66", "67"), Amount(Decimal(67)), []),
    ],
)  # fmt: skip
def test_what_each_check_notices_and_lets_pass(
    which: Definition, facts: Any, fact: Any, expected: list[str]
) -> None:
    assert codes(which, facts, fact) == expected


def test_the_sentence_says_the_value_and_what_is_usual() -> None:
    (found,) = doubts(Series(RATIO, RATES), NOW, Pair(Decimal(1039), Decimal(10_000)))
    assert found.sentence == "10,39\u00a0%, bien au-dessous des mois précédents (80 à 82\u00a0%)."
    (small,) = doubts(Series(RATIO, RATES), NOW, Pair(Decimal(8), Decimal(10)))
    assert small.sentence == "Dénominateur de 10, contre 100 d’habitude."


def test_months_older_than_two_years_or_later_than_the_month_say_nothing() -> None:
    old = {month.plus(-30): fact for month, fact in USUAL.items()}
    later = {month.plus(12): fact for month, fact in USUAL.items()}
    assert codes(definition(), old | later, Amount(Decimal(9_000))) == []


def test_one_odd_month_does_not_make_another_usual() -> None:
    facts = USUAL | {NOW.plus(-9): Amount(Decimal(170))}
    assert codes(definition(), facts, Amount(Decimal(172))) == ["outlier"]


figures = st.integers(min_value=-(10**9), max_value=10**9).map(lambda each: Amount(Decimal(each).scaleb(-2)))


def test_what_is_repeated_after_a_gap_is_not_said_to_be_of_the_month_before() -> None:
    """The month before is empty, or none is due: the quarter before is what is repeated."""
    facts = {month: fact for month, fact in USUAL.items() if month != NOW.plus(-1)}
    repeated = facts[max(facts)]
    assert [each.sentence for each in doubts(Series(definition(), facts), NOW, repeated)] == [
        "Exactement la valeur précédente."
    ]


@given(st.lists(figures, max_size=30), figures)
def test_it_never_fails_and_never_says_the_same_twice(values: Any, fact: Any) -> None:
    facts = {NOW.plus(rank - len(values)): each for rank, each in enumerate(values)}
    found = codes(definition(decimals=2), facts, fact)
    assert len(found) == len(set(found))
    assert not ({"outlier"} <= set(found) and {"sign", "hundredfold", "zero"} & set(found))


@given(st.lists(figures, min_size=6, max_size=24), figures, st.integers(min_value=1, max_value=50))
def test_a_scale_changes_nothing(values: Any, fact: Any, factor: int) -> None:
    def scaled(each: Amount) -> Amount:
        return Amount(each.value * factor)

    facts = {NOW.plus(rank - len(values)): each for rank, each in enumerate(values)}
    by_factor = {month: scaled(each) for month, each in facts.items()}
    assert codes(definition(), facts, fact) == codes(definition(), by_factor, scaled(fact))
