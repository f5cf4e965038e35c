"""What is stored is what was computed, to the last digit, on SQLite as on PostgreSQL: also for the greatest entries."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.api.attainment_rows import computed_row, names_by_key, stored, stored_row
from indicators.domain.model import Fact
from indicators.models import Indicator, PendingRecompute, StoredAttainment
from indicators.recompute import differences, recompute_series
from indicators.recording import Entry, put_many
from indicators.selectors import attainments_of
from indicators.stored import attainment_of
from tests.factories import amount, every_year, make_indicator, pair

GREATEST = "9999999999.9999"
LEAST = "0.0001"
EVOLUTION = {"aggregation": "evolution", "direction": "baisse", "decimals": 2, "entry_decimals": 2}
FOUR = {"decimals": 4, "entry_decimals": 4}
EXTREMES = {
    "an evolution of fourteen digits": (EVOLUTION, ("-10", "-12"), pair("9999999998.77", "0.07")),
    "the greatest ratio, targets that nearly touch": (FOUR, ("80", "80.0001"), pair(GREATEST, LEAST)),
    "sixty greatest sums": ({**FOUR, "unit": "€", "aggregation": "cumul_contrat"}, ("1", GREATEST), amount(GREATEST)),
    "a year's greatest sums": ({**FOUR, "unit": "€", "aggregation": "somme"}, ("0.0001", "0.0002"), amount(GREATEST)),
    "the greatest pairs": (FOUR, ("80", "90"), pair("9999999999.9998", GREATEST)),
}  # fmt: skip


@pytest.fixture(params=list(EXTREMES.values()), ids=list(EXTREMES))
def indicator(request: pytest.FixtureRequest, db: None) -> Indicator:
    shape, targets, fact = request.param
    return reported(fact, targets=every_year(*targets), **shape)


@time_machine.travel("2028-02-01T10:00:00+01:00")
def reported(fact: Fact, **shape: Any) -> Indicator:
    """An indicator with the same fact in each month of its contract, computed."""
    indicator = make_indicator(**shape)
    months = [Month(year, number) for year in indicator.contract.years for number in range(1, 13)]
    put_many(
        contract=indicator.contract,
        entries=[Entry(indicator, month, fact) for month in months],
        actor=None,
        origin=Origin.IMPORT,
    )
    recompute_series(indicator.pk)
    return indicator


def rows_of(indicator: Indicator) -> list[StoredAttainment]:
    return list(StoredAttainment.objects.filter(indicator=indicator).order_by("month"))


def test_what_is_stored_is_what_was_computed(indicator: Indicator) -> None:
    computed = list(attainments_of(indicator))
    assert [attainment_of(row, indicator.definition) for row in rows_of(indicator)] == computed
    assert max(len(str(figure)) for each in computed for figure in (each.value, each.numerator)) > 15
    assert not list(differences(Indicator.objects.with_definition().filter(pk=indicator.pk)))


def test_the_api_gives_every_digit(indicator: Indicator) -> None:
    names = names_by_key(Indicator.objects.filter(pk=indicator.pk))
    rows = stored(StoredAttainment.objects.filter(indicator=indicator).order_by("month"))
    expected = [computed_row(each, indicator) for each in attainments_of(indicator)]
    assert [stored_row(row, names[indicator.pk]) for row in rows] == expected


@pytest.mark.django_db
def test_figures_are_compared_by_nothing_that_texts_would_get_wrong() -> None:
    for lookup in ("gt", "gte", "lt", "lte", "range", "contains"):
        with pytest.raises(FieldError):
            StoredAttainment.objects.filter(**{f"value__{lookup}": 9})
    assert not StoredAttainment.objects.filter(value=9).exists()
    assert not StoredAttainment.objects.filter(value__in=[9], gap__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.one_database
def test_figures_that_are_stored_survive_the_migration_and_its_reverse() -> None:
    indicator = reported(pair(2, 3), targets=every_year("80", "90"))
    before = [attainment_of(row, indicator.definition) for row in rows_of(indicator)]
    assert before[0].value == Decimal("66.67")
    executor = MigrationExecutor(connection)
    try:
        executor.migrate([("indicators", "0009_words_of_the_second_edition")])
        with connection.cursor() as cursor:
            cursor.execute("SELECT value FROM indicators_attainment ORDER BY month LIMIT 1")
            assert Decimal(str(cursor.fetchone()[0])) == Decimal("66.67")
    finally:
        call_command("migrate", verbosity=0)
    # Estimates are computed anew: the way back drops them, and every series is pending on the way forward.
    after = [attainment_of(row, indicator.definition) for row in rows_of(indicator)]
    assert after == [replace(each, estimate=None) for each in before]
    assert PendingRecompute.objects.filter(indicator=indicator).exists()
    if connection.vendor == "sqlite":
        assert StoredAttainment.objects.filter(value="66.67").count() == 60
