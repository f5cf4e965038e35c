"""A scenario shows what would be if its steps were recorded, and nothing of it stays anywhere."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core import mail
from django.core.cache import caches
from django.http import QueryDict
from django.utils import timezone

from accounts.clock import clock_at
from accounts.models import OutboxMail
from accounts.rights import Role
from commitments.models import Change, Origin
from cpg.shared.periods import Month
from dashboards.models.scenario import StepKind
from dashboards.scenarios.day import moment_of
from dashboards.scenarios.keeping import add_step, begin
from dashboards.scenarios.steps import make
from dashboards.scenarios.supposing import supposed
from dashboards.shared.reads import indicator_states
from indicators.jobs import sweep
from indicators.models import MonthlyActual, StoredAttainment
from indicators.recompute import differences
from indicators.recording import amend
from tests.factories import amount, enter, make_user, target
from tests.scenarios.contracts import AVENANT, NEUTRALISATION, VALUES, everything, make_supposable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]


@pytest.fixture
def contract():
    return make_supposable()


@pytest.fixture
def scenario(contract):
    return begin(contract, make_user(Role.DIRECTION, contract.body), "Fin d’année")


def suppose(scenario, **steps):
    for kind, sent in steps.items():
        add_step(scenario, StepKind[kind], sent, QueryDict(sent))


def attainments(contract):
    columns = [field.attname for field in StoredAttainment._meta.concrete_fields if field.attname != "id"]
    return sorted(StoredAttainment.objects.filter(indicator__contract=contract).values_list(*columns))


def test_what_is_supposed_is_what_is_computed_once_it_is_recorded(contract, scenario):
    suppose(scenario, VALUES=VALUES, AVENANT=AVENANT, NEUTRALISATION=NEUTRALISATION)
    before = attainments(contract)
    with supposed(scenario) as outcomes:
        assert [each.refusal for each in outcomes] == ["", "", ""]
        previewed = attainments(contract)
        assert list(differences(contract.indicators.all().with_definition())) == []
    assert attainments(contract) == before != previewed

    with clock_at(moment_of(scenario)):
        for step in scenario.steps.all():
            make(contract, step)
    sweep()
    assert attainments(contract) == previewed


def test_a_scenario_leaves_nothing_anywhere(contract, scenario, django_capture_on_commit_callbacks, client):
    suppose(scenario, VALUES=VALUES, AVENANT=AVENANT, NEUTRALISATION=NEUTRALISATION)
    caches["pages"].clear()
    before = everything()
    with django_capture_on_commit_callbacks() as callbacks, supposed(scenario):
        assert everything() != before
        caches["pages"].set("part", "of a scenario")
    assert everything() == before
    assert callbacks == []
    assert caches["pages"].get("part") is None
    assert (mail.outbox, OutboxMail.objects.count()) == ([], 0)


def test_an_error_inside_leaves_nothing_either(contract, scenario):
    suppose(scenario, VALUES=VALUES)
    before = everything()
    with pytest.raises(RuntimeError, match="a page failed"), supposed(scenario):
        raise RuntimeError("a page failed")
    assert everything() == before


def test_the_months_that_are_supposed_are_those_that_hold_nothing(contract, scenario):
    suppose(scenario, VALUES=VALUES)
    enter(contract.indicators.get(code="R2"), "2025-10", amount(7))
    with supposed(scenario):
        held = MonthlyActual.objects.filter(indicator__code="R2", month__year=2025).select_related("current")
        assert {str(Month.of(each.month)): each.current.value for each in held.order_by("month")} == {
            **{f"2025-0{number}": Decimal(95) for number in range(1, 10)},
            "2025-10": Decimal(7),
            "2025-11": Decimal(300),
            "2025-12": Decimal(300),
        }


def test_the_year_runs_to_the_last_month_supposed(contract, scenario):
    suppose(scenario, VALUES=VALUES)
    assert f"{moment_of(scenario):%Y-%m-%d}" == "2025-12-31"
    december = Month(2025, 12)
    with supposed(scenario):
        rate, total = indicator_states(contract, december, december)
    assert (str(total.now.status), total.now.value, total.now.score) == (
        "atteint",
        Decimal(1755),
        Decimal("100.00"),
    )
    assert rate.now.months_reported == 12


def test_a_step_that_no_longer_holds_says_so_and_leaves_the_others(contract, scenario):
    suppose(scenario, VALUES=VALUES, AVENANT=AVENANT)
    amend(
        contract=contract, label="avenant 1", effective_from=date(2025, 8, 1), source="signé", reason="charge",
        targets={"R2": {2025: target("900", "1100")}}, actor=None, origin=Origin.FORM,
    )  # fmt: skip
    with supposed(scenario) as outcomes:
        values, avenant = outcomes
        assert values.refusal == ""
        assert "corriger" in avenant.refusal
        assert Change.objects.filter(contract=contract).count() == contract.changes.count()
    assert contract.changes.filter(verb="amend").count() == 1


def test_values_that_were_entered_since_hold_no_longer_and_say_so(contract, scenario):
    suppose(scenario, VALUES="annee=2025&R2-value=300", NEUTRALISATION=NEUTRALISATION)
    with time_machine.travel("2026-01-05T10:00:00+01:00", tick=False):
        for month in (10, 11, 12):
            enter(contract.indicators.get(code="R2"), f"2025-{month}", amount(7))
        with supposed(scenario) as outcomes:
            values, neutralisation = outcomes
        assert moment_of(scenario) == timezone.now()
    assert "au moins une valeur" in values.refusal
    assert neutralisation.refusal == ""
