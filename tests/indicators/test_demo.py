"""Demonstration figures: the same everywhere, lifelike, marked as fictitious, never beside real ones."""

from collections import Counter
from datetime import date

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils.timezone import localdate

from accounts.models import User
from accounts.rights import Role
from commitments.calendar import ActionStatus
from commitments.models import Change, Contract
from commitments.selectors import items_of
from cpg.shared.periods import Month
from dashboards.exports.files import FrozenFormat
from dashboards.models import QuarterClosing, Review
from dashboards.models.resolution import Resolution
from dashboards.models.review import DocumentFormat
from indicators.domain.model import AbsenceKind, Status
from indicators.loading import load_contract
from indicators.models import (
    ActualRevision,
    Indicator,
    MonthlyActual,
    NeutralisationRevision,
    StoredAttainment,
)
from tests.factories import enter, pair
from tests.indicators.small_contract import small_contract

pytestmark = pytest.mark.django_db

OCTOBER_2025 = "2025-10-20T10:00:00+02:00"


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
@time_machine.travel(OCTOBER_2025)
def test_the_first_user_s_contract_with_two_years_and_nine_months_of_lifelike_figures():
    call_command("load_demo", verbosity=0)
    contract = first_contract()
    assert contract.is_demo is True
    assert contract.code == "cpg-2023-2027"
    ours = MonthlyActual.objects.filter(indicator__contract=contract)
    months = {Month.of(month) for month in ours.values_list("month", flat=True)}
    assert (min(months), max(months)) == (Month(2023, 1), Month(2025, 9))
    revisions = ActualRevision.objects.filter(indicator__contract=contract)
    assert set(revisions.exclude(absence="").values_list("absence", flat=True)) == set(AbsenceKind)
    assert revisions.filter(denominator=0).exists()
    assert revisions.filter(value=0, change__verb="record_many").exists()
    assert revisions.exclude(reason="").exists()
    assert revisions.exclude(comment="").exists()
    assert NeutralisationRevision.objects.filter(indicator__contract=contract).count() == 1
    energy = contract.indicators.with_definition().get(code="R26")
    entered = MonthlyActual.objects.filter(indicator=energy, current__denominator__gt=0)
    assert {(each.at.number, each.current.denominator) for each in entered.select_related("current")} == {
        (number, energy.base_of(Month(2025, number))) for number in range(1, 13)
    }
    statuses = Counter(
        StoredAttainment.objects.filter(
            indicator__contract=contract, month=Month(2025, 9).first_day
        ).values_list("status", flat=True)
    )
    assert min(statuses[each] for each in (Status.ATTEINT, Status.ENTRE, Status.SOUS_SEUIL)) >= 3
    assert statuses[Status.NON_RENSEIGNE] + statuses[Status.SANS_OBJECTIF] >= 1
    call_command("recompute", "--check")


@pytest.mark.slow
@time_machine.travel(OCTOBER_2025)
def test_what_happened_in_the_first_user_s_contract_is_there_at_its_dates(settings):
    call_command("load_demo", verbosity=0)
    contract = first_contract()
    acts = list(Change.objects.filter(contract=contract).order_by("sequence"))
    assert [each.recorded_at for each in acts] == sorted(each.recorded_at for each in acts)
    days = {
        each.verb: localdate(each.recorded_at)
        for each in acts
        if each.verb in {"amend", "close_quarter", "make_review", "take_resolution"}
    }
    assert days == {
        "amend": date(2025, 3, 25),
        "close_quarter": date(2025, 1, 27),
        "make_review": date(2025, 9, 20),
        "take_resolution": date(2025, 9, 24),
    }
    closing = QuarterClosing.objects.get()
    assert (closing.year, closing.quarter, closing.exports.count()) == (2024, 4, len(FrozenFormat))
    assert Review.objects.get().versions.get().files.count() == len(DocumentFormat)
    avenant = contract.target_versions.get(number=1)
    assert avenant.documents.get().name.endswith(".pdf")
    ended = StoredAttainment.objects.get(
        indicator__contract=contract, indicator__code="R12", month="2025-09-01"
    )
    assert ended.status != Status.SANS_OBJECTIF
    states = Counter(each.current.state for each in Resolution.objects.all().with_history())
    assert states == {"ouverte": 4, "faite": 1}
    holders = set(
        contract.indicators.filter(assignments__is_deputy=False).values_list(
            "assignments__user__username", flat=True
        )
    )
    assert len(holders) == 5
    promised = [
        each.record.forecast
        for each in items_of(contract, localdate())
        if each.status is ActionStatus.EN_RETARD and each.record and each.record.forecast
    ]
    assert min(promised) < localdate() < max(promised)
    bodies = Contract.objects.filter(code=contract.code, is_demo=True)
    assert bodies.count() == 3
    scores = StoredAttainment.objects.filter(indicator__code="R6", month="2025-09-01")
    assert len(set(scores.values_list("value", flat=True))) == 3
    reader = User.objects.get(username="lecteur")
    assert reader.compares_bodies()
    assert not User.objects.get(username="direction").compares_bodies()
    before = Change.objects.count()
    call_command("load_demo", verbosity=0)
    assert Change.objects.count() == before


@pytest.mark.slow
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
