"""Of a past moment, only the rows that later facts touch are computed, and only those that a statement asks for."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.db.models import Q

from commitments.models import Change, Contract, Origin
from cpg.shared.periods import Month
from dashboards.past.rules import COMPUTED, Then
from dashboards.past.state import _schema, shown_at
from dashboards.past.touched import BEGINNING, touched
from dashboards.past.wanted import EVERYTHING, Wanted, wanted_by
from indicators.domain.model import Target
from indicators.models import Indicator, StoredAttainment
from indicators.recompute import recompute_together
from indicators.recording import amend, neutralise, put
from indicators.selectors import attainments_of
from indicators.stored import attainment_of
from tests.factories import every_year, make_contract, make_indicator, pair

pytestmark = pytest.mark.django_db

COMMON = {"actor": None, "origin": Origin.COMMAND}
MARCH, APRIL, MAY = (Month(2025, number).first_day for number in (3, 4, 5))
rows = StoredAttainment.objects


@pytest.fixture
def contract() -> Contract:
    """As it was before April of A was entered, a month of B neutralised and targets of C signed from the 10th of July
    on; nothing came of D.
    """
    found = make_contract()
    own = {
        code: make_indicator(found, code=code, targets=every_year("80", "90"))
        for code in ("A1", "B1", "C1", "D1")
    }
    put(indicator=own["A1"], month=Month(2025, 3), fact=pair(93, 100), expected_version=0, **COMMON)
    found.refresh_from_db()
    put(indicator=own["A1"], month=Month(2025, 4), fact=pair(50, 100), expected_version=0, **COMMON)
    neutralise(
        indicator=own["B1"],
        month=Month(2025, 2),
        is_neutralised=True,
        reason="panne",
        expected_version=0,
        **COMMON,
    )
    amend(
        contract=found,
        label="avenant 1",
        effective_from=date(2025, 7, 10),
        source="avenant",
        targets={"C1": {2025: Target(None, Decimal(95))}},
        reason="signé",
        **COMMON,
    )
    recompute_together([each.pk for each in own.values()])
    return found


@pytest.fixture
def shown(contract: Contract) -> Iterator[Contract]:
    act = Change.objects.get(contract=contract, sequence=contract.sequence)
    with shown_at(act.recorded_at, {contract.pk: act.sequence}):
        yield contract


def of(code: str) -> Indicator:
    return Indicator.objects.with_definition().get(code=code)


def computed() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {COMPUTED}")
        ((count,),) = cursor.fetchall()
    return int(count)


def test_since_when_the_rows_of_a_series_are_others(contract: Contract) -> None:
    act = Change.objects.get(contract=contract, sequence=contract.sequence)
    keys = dict(Indicator.objects.values_list("pk", "code"))
    for sequences in ({contract.pk: act.sequence}, {contract.pk: act.sequence, contract.pk + 1000: 0}):
        found = touched(Then(act.recorded_at, sequences, _schema()))
        since = {keys[key]: each.since for key, each in found.items()}
        assert since == {"A1": "2025-04-01", "B1": BEGINNING, "C1": "2025-07-01"}


def test_a_statement_computes_what_it_asks_for(shown: Contract) -> None:
    own = of("A1")
    assert list(rows.filter(indicator=own, month=MARCH).values_list("months_reported", flat=True)) == [1]
    assert computed() == 0
    listed = rows.filter(indicator__contract=shown, indicator=own, month__in=[MARCH, APRIL, MAY])
    assert list(listed.values_list("months_reported", flat=True)) == [1, 1, 1]
    assert computed() == 2
    assert rows.filter(Q(month=APRIL) | Q(month=MAY)).count() == 8
    # Of A since April 2025, of B all, of C since July.
    assert computed() == 33 + 60 + 30


def test_all_rows_are_those_of_then(contract: Contract, shown: Contract) -> None:
    for code in ("A1", "B1", "C1", "D1"):
        own = of(code)
        found = [attainment_of(row, own.definition) for row in rows.filter(indicator=own).order_by("month")]
        assert found == list(attainments_of(own)), code


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (rows.filter(month=MARCH), Wanted(months=frozenset({"2025-03-01"}))),
        (
            rows.filter(indicator__in=[4, 5], month__in=[MARCH, MAY]).order_by("month").values("status")[:3],
            Wanted(frozenset({4, 5}), None, frozenset({"2025-03-01", "2025-05-01"})),
        ),
        (
            rows.filter(indicator__contract=7, month__gt=MAY, indicator=4),
            Wanted(frozenset({4}), frozenset({7})),
        ),
        (rows.filter(month__in=[MARCH, MAY]).filter(month=MAY), Wanted(months=frozenset({"2025-05-01"}))),
        (rows.filter(Q(month=MARCH) | Q(indicator=4)), EVERYTHING),
        (rows.exclude(month=MARCH), EVERYTHING),
        (rows.filter(month=MARCH, indicator__in=Indicator.objects.filter(code="A1")), EVERYTHING),
        (Indicator.objects.filter(attainments__month=MARCH, attainments__score=None), EVERYTHING),
        (rows.all(), EVERYTHING),
    ],
)
def test_what_the_conditions_of_a_statement_say(asked: object, wanted: Wanted) -> None:
    assert wanted_by(*asked.query.sql_with_params()) == wanted  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
def test_what_is_recomputed_while_a_page_is_made_is_not_on_it(contract: Contract) -> None:
    """Untouched when the later facts were counted: its stored row would be that of the fact entered since."""
    contract.refresh_from_db()
    act = Change.objects.get(contract=contract, sequence=contract.sequence)
    series = rows.filter(indicator=of("D1"), month=MARCH).values_list("value", flat=True)
    with shown_at(act.recorded_at, {contract.pk: act.sequence}):
        before = list(series.all())
        with ThreadPoolExecutor(1) as another:
            another.submit(_enter_and_recompute).result()
        assert list(series.all()) == before
    assert list(series.all()) == [Decimal(97)]


def _enter_and_recompute() -> None:
    """With a connection of its own, as another person has."""
    try:
        put(indicator=of("D1"), month=Month(2025, 3), fact=pair(97, 100), expected_version=0, **COMMON)
        recompute_together([of("D1").pk])
    finally:
        connections.close_all()
