"""A populated database takes first year and weight of each indicator into its versions, and gives them back."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection

from commitments.models import Origin
from indicators.domain.model import Target
from indicators.models import Indicator, TargetRevision, VersionTerms
from indicators.recording import amend
from tests.factories import every_year, make_contract, make_indicator, target

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.one_database]

BEFORE = "0010_exact_figures"


def sign(contract, **terms):
    amend(
        contract=contract,
        label="avenant 1",
        effective_from=date(2025, 7, 1),
        source="Avenant",
        reason="revu",
        actor=None,
        origin=Origin.FORM,
        **terms,
    )


def rows():
    terms = VersionTerms.objects.order_by("indicator", "version__number")
    named = TargetRevision.objects.filter(is_named=True).order_by("indicator", "version__number", "year")
    return (
        list(terms.values_list("indicator__code", "version__number", "first_year", "weight")),
        list(named.values_list("indicator__code", "version__number", "year")),
        list(Indicator.objects.values_list("code", "current_terms__version__number")),
    )


def test_versions_take_over_first_years_and_weights_and_what_each_names():
    contract = make_contract()
    make_indicator(contract, targets=every_year("80", "90"), first_year=2023)
    make_indicator(contract, targets=every_year("80", "90", range(2024, 2028)), first_year=2024)
    make_indicator(contract, first_year=None)
    sign(
        contract,
        targets={"R1": {2025: target("82", "92"), 2026: Target(), 2027: target("80", "90")}},
        weights={"R1": Decimal("1.5")},
    )
    before = rows()
    assert before[0] == [
        ("R1", 0, 2023, None),
        ("R1", 1, 2023, Decimal("1.50")),
        ("R2", 0, 2024, None),
        ("R3", 0, None, None),
    ]
    try:
        call_command("migrate", "indicators", BEFORE, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT code, first_year, weight FROM indicators_indicator ORDER BY position")
            held = [(code, year, weight and Decimal(str(weight))) for code, year, weight in cursor]
        assert held == [("R1", 2023, Decimal("1.5")), ("R2", 2024, None), ("R3", None, None)]
    finally:
        call_command("migrate", verbosity=0)
    terms, named, current = rows()
    # A weight was one for all versions, and a year named unchanged was not told from one that is repeated.
    assert terms[0] == ("R1", 0, 2023, Decimal("1.50"))
    assert terms[1:] == before[0][1:]
    assert named == [each for each in before[1] if each != ("R1", 1, 2027)]
    assert current == before[2]
