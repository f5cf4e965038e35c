"""Compare totals and their ranges with a second, independent implementation."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpg.shared.periods import Month
from indicators.domain import Term, attain, roll_up
from indicators.domain.model import Attainment, Status
from tests.domain.oracle import OracleRollUp, oracle_roll_up
from tests.domain.oracle_cases import months_of_contract, random_series


def roll_up_of(attained: Sequence[Attainment]) -> OracleRollUp:
    total = roll_up(Term.of(f"R{rank}", each) for rank, each in enumerate(attained))
    return OracleRollUp(total.score, total.low, total.high, total.measured, total.due)


@pytest.mark.parametrize("contract", range(4))
def test_both_totals_agree_on_the_months_of_small_contracts(contract: int) -> None:
    """Fourteen hostile series taken as one contract: the total of each quarter of each year, and its range."""
    indicators = [random_series(seed) for seed in range(1000 + 14 * contract, 1014 + 14 * contract)]
    wrong = []
    for month in (Month(year, number) for year in range(2023, 2033) for number in (3, 6, 9, 12)):
        attained = [attain(each, month) for each in indicators if month in months_of_contract(each)]
        if roll_up_of(attained) != oracle_roll_up(attained):
            wrong.append((month, roll_up_of(attained), oracle_roll_up(attained)))
    assert wrong == []


scores = st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100)


@st.composite
def attained_terms(draw: st.DrawFn) -> Attainment:
    """As much of an attainment as a total reads: floors, terms without object, without score, of any weight."""
    status = draw(st.sampled_from(Status))
    floor = status in (Status.ATTEINT, Status.INCOMPLET) and draw(st.booleans())
    return Attainment(
        Month(2025, 6),
        status,
        objectif_annual=None if status is Status.SANS_OBJECTIF else Decimal(1),
        score=draw(scores) if status.is_measured or floor else None,
        is_floor=floor,
        weight=draw(st.sampled_from([None, Decimal(1), Decimal("2.5"), Decimal("0.01"), Decimal(0)])),
    )


@given(st.lists(attained_terms(), max_size=12))
def test_both_totals_agree(attained: list[Attainment]) -> None:
    assert roll_up_of(attained) == oracle_roll_up(attained)
