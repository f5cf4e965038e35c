"""Soft checks: what each notices and what it must let pass, and that none depends on what it should not."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpg.shared.periods import Month, months_between
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
RATE_PAIRS = [(80 + rank % 3, 100) for rank in range(8)]
RATES = pairs(*RATE_PAIRS)


@pytest.mark.parametrize(
    ("which", "facts", "fact", "expected"),
    [
        (definition(), USUAL, Amount(Decimal(105)), []),
        (definition(), USUAL, Amount(Decimal(168)), ["outlier"]),
        (definition(), USUAL, Amount(Decimal(40)), ["outlier"]),
        (definition(), USUAL, Amount(Decimal(10_000)), ["hundredfold"]),
        (definition(), USUAL, Amount(Decimal(1)), ["hundredfold"]),
        (definition(), USUAL, Amount(Decimal(-100)), ["sign"]),
        (definition(), USUAL, Amount(Decimal(0)), ["zero"]),
        (definition(), USUAL, Amount(Decimal(103)), []),
        (definition(), amounts(0, 3, 0, 2, 0, 1, 2, 0), Amount(Decimal(0)), []),
        (definition(), amounts(5, 5, 5, 5, 5, 5, 5), Amount(Decimal(5)), []),
        (definition(), amounts(5, 5, 5, 5, 5, 5, 5), Amount(Decimal(6)), []),
        (definition(), amounts(5, 5, 5, 5, 5, 5, 5), Amount(Decimal(8)), ["outlier"]),
        (definition(), amounts(100, 104, 98, 102, 97), Amount(Decimal(9_000)), []),
        (definition(), {}, Amount(Decimal(5)), []),
        (definition(), amounts(100, 104, 98, 102, 97, 101, 103, 103), Amount(Decimal(103)), ["unchanged"]),
        (definition(), amounts(103, 103), Amount(Decimal(103)), ["unchanged"]),
        (RATIO, pairs(*RATE_PAIRS, (81, 100)), Pair(Decimal(81), Decimal(100)), ["unchanged"]),
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


def test_a_season_is_usual_and_its_absence_is_not() -> None:
    """Every August has ten times as many as the other months."""
    facts = {
        month: Amount(Decimal(1_000 if month.number == 8 else 98 + rank % 5))
        for rank, month in enumerate(months_between(NOW.plus(-24), NOW.plus(6)))
    }
    august = NOW.plus(7)

    def found(value: int) -> list[str]:
        return [each.code for each in doubts(Series(definition(), facts), august, Amount(Decimal(value)))]

    assert found(1_010) == []
    assert found(10_100) != []
    assert found(9) != []
    july = Series(definition(), {month: fact for month, fact in facts.items() if month < NOW.plus(6)})
    (in_july,) = doubts(july, NOW.plus(6), Amount(Decimal(1_000)))
    assert in_july.sentence == "1\u202f000, inhabituel en cette saison (101 en juillet 2024)."


@pytest.mark.parametrize(
    ("typed", "expected"), [(1_234, []), (2_134, ["swapped"]), (1_243, []), (617, ["outlier"]), (123, ["outlier"])]
)  # fmt: skip
def test_swapped_digits_are_named_where_they_explain_the_figure(typed: int, expected: list[str]) -> None:
    facts = amounts(*(1_200 + 7 * (rank % 9) for rank in range(24)))
    assert codes(definition(), facts, Amount(Decimal(typed))) == expected


def test_swapped_digits_of_a_pair_are_named_by_its_figure() -> None:
    (found,) = doubts(Series(RATIO, RATES), NOW, Pair(Decimal(18), Decimal(100)))
    assert found.sentence == (
        "18 est loin des mois précédents, 81 ne le serait pas\u00a0: deux chiffres inversés\u202f?"
    )


@pytest.mark.parametrize(
    ("typed", "expected"), [(301, ["running_total"]), (404, ["running_total"]), (103, []), (700, ["outlier"])]
)
def test_the_running_total_of_the_year_is_not_a_month(typed: int, expected: list[str]) -> None:
    facts = USUAL | {
        Month(2025, 1 + rank): Amount(Decimal(each)) for rank, each in enumerate((100, 101, 100))
    }
    found = doubts(Series(definition(), facts), Month(2025, 4), Amount(Decimal(typed)))
    assert [each.code for each in found] == expected


def test_the_running_total_of_a_pair_is_that_of_both_figures() -> None:
    facts = {Month(2025, 1): Pair(Decimal(80), Decimal(100)), Month(2025, 2): Pair(Decimal(81), Decimal(101))}

    def found(numerator: int, denominator: int) -> list[str]:
        pair = Pair(Decimal(numerator), Decimal(denominator))
        return [each.code for each in doubts(Series(RATIO, facts), Month(2025, 3), pair)]

    assert found(161, 201) == ["running_total"]
    assert found(160, 201) == []


def test_one_odd_month_does_not_make_another_usual() -> None:
    facts = USUAL | {NOW.plus(-9): Amount(Decimal(170))}
    assert codes(definition(), facts, Amount(Decimal(172))) == ["outlier"]


figures = st.integers(min_value=-(10**9), max_value=10**9).map(lambda each: Amount(Decimal(each).scaleb(-2)))


def test_what_is_repeated_runs_on_over_a_gap() -> None:
    """The month before is empty, or none is due: the two before it are what is repeated."""
    facts = amounts(100, 104, 98, 102, 97, 101, 103, 103, 99)
    del facts[NOW.plus(-1)]
    assert [each.sentence for each in doubts(Series(definition(), facts), NOW, Amount(Decimal(103)))] == [
        "Exactement la même valeur pour la troisième fois de suite."
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


def test_a_value_of_the_year_before_is_not_called_unusual_by_itself() -> None:
    """The month of the year before was as far off: the others tell what is usual."""
    facts = {
        month: Amount(Decimal(0 if month == NOW.plus(-12) else 98 + rank % 5))
        for rank, month in enumerate(months_between(NOW.plus(-24), NOW.plus(-1)))
    }
    (found,) = doubts(Series(definition(), facts), NOW, Amount(Decimal(0)))
    assert found.sentence == "0, bien au-dessous des mois précédents (0 à 102)."
