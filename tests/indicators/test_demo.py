"""Demonstration figures: the same everywhere, lifelike, marked as fictitious, never beside real ones."""

from collections import Counter

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.rights import Role
from commitments.models import Change, Contract
from indicators.loading import load_contract
from indicators.models import (
    ActualRevision,
    Indicator,
    MonthlyActual,
    StoredAttainment,
)
from tests.factories import enter, pair
from tests.indicators.small_contract import small_contract

pytestmark = pytest.mark.django_db


def first_contract() -> Contract:
    return Contract.objects.order_by("pk")[0]


def facts() -> list[tuple[str, ...]]:
    """What every month says, without the keys that a database gives."""
    rows = MonthlyActual.objects.values_list(
        "indicator__code",
        "month",
        "current__numerator",
        "current__denominator",
        "current__value",
        "current__comment",
    )
    return sorted(tuple(map(str, row)) for row in rows)


@pytest.mark.slow
@pytest.mark.one_database
@time_machine.travel("2028-01-20T10:00:00+01:00")
def test_figures_that_a_controller_would_believe():
    """To the end of the contract: counts near their targets from the first year on, amounts of an amount's size."""
    call_command("load_demo", verbosity=0)
    contract = first_contract()
    totals = StoredAttainment.objects.filter(
        indicator__contract=contract, indicator__code="R8", month__month=12, value__isnull=False
    )
    figures = totals.values_list("value", "objectif_to_date")
    near = [
        value for value, objectif in figures if value and objectif and objectif / 2 < value < objectif * 2
    ]
    assert (len(totals), len(near)) == (4, 4)
    counted = MonthlyActual.objects.filter(indicator__contract=contract, indicator__code="R10")
    assert not counted.filter(current__value__gt=5).exists()
    energy = MonthlyActual.objects.filter(
        indicator__contract=contract, indicator__code="R26", current__denominator__gt=0
    )
    of_reference = set(energy.values_list("month__month", "current__denominator"))
    assert (energy.count(), len(of_reference)) == (60, 12)
    amounts = ActualRevision.objects.filter(indicator__code__in=["R22", "R23"], denominator__gt=0)
    assert not amounts.filter(denominator__lt=10_000).exists()


@time_machine.travel("2029-07-10T10:00:00+02:00")
def test_the_same_on_each_machine_and_only_once():
    load_contract(small_contract())
    call_command("load_demo", verbosity=0)
    once = facts()
    assert len(once) == 2 * 18
    before = ActualRevision.objects.count()
    call_command("load_demo", verbosity=0)
    assert (facts(), ActualRevision.objects.count()) == (once, before)
    other = small_contract() | {"organisme": small_contract()["organisme"] | {"code": "caisse-du-sud"}}
    load_contract(other)
    call_command("load_demo", verbosity=0)
    by_body = Counter(MonthlyActual.objects.values_list("indicator__contract__body__code", flat=True))
    assert by_body == {"caisse-du-nord": 36, "caisse-du-sud": 36}


@time_machine.travel("2028-03-10T10:00:00+01:00")
def test_the_figures_of_a_body_are_these():
    """The control of "the same on each machine": figures as drawn on another one."""
    load_contract(small_contract())
    call_command("load_demo", verbosity=0)
    assert [row[:-1] for row in facts()] == [
        ("R1", "2028-01-01", "876.0000", "1009.0000", "None"),
        ("R1", "2028-02-01", "819.0000", "940.0000", "None"),
        ("R2", "2028-01-01", "None", "None", "8.0000"),
        ("R2", "2028-02-01", "None", "None", "8.0000"),
    ]


@time_machine.travel("2028-03-10T10:00:00+01:00")
def test_one_account_for_each_role_with_every_indicator_assigned():
    load_contract(small_contract())
    call_command("load_demo", verbosity=0)
    for role in Role:
        user = User.objects.get(username=role.value)
        assert user.check_password("cpg-demo-2027")
        assert user.roles_in(Contract.objects.get().body_id) == {role}
    manager = User.objects.get(username="gestionnaire")
    assert manager.assignments.count() == Indicator.objects.count()


@time_machine.travel("2028-03-10T10:00:00+01:00")
def test_an_account_that_exists_keeps_its_password():
    load_contract(small_contract())
    User.objects.create_user("direction", password="choisi-par-elle")
    call_command("load_demo", verbosity=0)
    assert User.objects.get(username="direction").check_password("choisi-par-elle")


@time_machine.travel("2028-03-10T10:00:00+01:00")
def test_production_and_real_figures_take_no_fictitious_ones(settings):
    load_contract(small_contract())
    settings.ALLOW_DEMO_DATA = False
    with pytest.raises(CommandError, match="ne se chargent pas en production : rien n’a été écrit"):
        call_command("load_demo")
    assert not User.objects.exists()
    settings.ALLOW_DEMO_DATA = True
    enter(Indicator.objects.get(code="R1"), "2028-01", pair(85, 100))
    with pytest.raises(CommandError, match="contient des données saisies"):
        call_command("load_demo")
    assert not User.objects.exists()
    assert ActualRevision.objects.count() == 1
    assert Contract.objects.get().is_demo is False


@time_machine.travel("2027-12-10T10:00:00+01:00")
def test_a_contract_that_has_not_begun_has_no_figures():
    load_contract(small_contract())
    call_command("load_demo", verbosity=0)
    assert not ActualRevision.objects.exists()
    assert not Change.objects.filter(origin="demo").exists()
