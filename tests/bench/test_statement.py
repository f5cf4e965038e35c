"""The statement that the bench sets beside a recompute computes the same figures, where it knows the rules."""

from typing import Any

import pytest
import time_machine
from django.db import connection

from bench import statement
from commitments.models import Contract, Origin
from cpg.shared.periods import Month
from indicators.domain.model import Fact
from indicators.models import Indicator
from indicators.recompute import recompute_together
from indicators.recording import Entry, put_many
from tests.factories import amount, every_year, make_contract, make_indicator, pair

pytestmark = pytest.mark.django_db
SHAPES: tuple[dict[str, Any], ...] = (
    {},
    {"unit": "jours", "direction": "baisse", "decimals": 1},
    {"aggregation": "evolution", "direction": "baisse"},
    {"aggregation": "somme", "unit": "€", "decimals": 0},
    {"aggregation": "cumul_contrat", "unit": "situations", "decimals": 0},
    {"aggregation": "dernier", "decimals": 2},
    {"aggregation": "etat", "unit": "applications", "decimals": 0},
)


def every_month(contract: Contract) -> list[Month]:
    return [Month(year, number) for year in contract.years for number in range(1, 13)]


def fact(indicator: Indicator, month: Month) -> Fact:
    if indicator.definition.aggregation.takes_pair:
        return pair(month.number + 50, 62)
    return amount(month.number)


@time_machine.travel("2028-02-01T10:00:00+01:00")
def test_the_statement_writes_the_rows_of_a_recompute() -> None:
    if connection.vendor != "postgresql":
        return
    contract = make_contract()
    indicators = []
    for shape in SHAPES:
        targets = ("90", "80") if shape.get("direction") == "baisse" else ("80", "90")
        indicators.append(make_indicator(contract, targets=every_year(*targets), **shape))
    put_many(
        contract=contract,
        entries=[
            Entry(each, month, fact(each, month)) for each in indicators for month in every_month(contract)
        ],
        actor=None,
        origin=Origin.IMPORT,
    )
    recompute_together([each.pk for each in indicators])
    statement.prepare()
    statement.run()
    statement.compute()
    rows, values, statuses, scores = statement.agreement()
    assert rows == 60 * len(SHAPES)
    assert (values, statuses, scores) == (rows, rows, rows)
