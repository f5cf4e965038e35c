"""The demonstration of the first contract, loaded once on an empty database: lifelike figures, and what happened."""

from collections import Counter
from datetime import date

import pytest
from django.core.management import call_command
from django.utils.timezone import localdate

from accounts.models import User
from commitments.calendar import ActionStatus
from commitments.models import Change, Contract
from commitments.selectors import items_of
from cpg.shared.periods import Month, Quarter
from dashboards.exports.files import FrozenFormat
from dashboards.models import QuarterClosing, Review
from dashboards.models.resolution import Resolution
from dashboards.models.review import DocumentFormat
from dashboards.reconciliation.selectors import reconciliation_of
from indicators.domain.model import AbsenceKind, Status
from indicators.models import (
    ActualRevision,
    MonthlyActual,
    NeutralisationRevision,
    StoredAttainment,
)

# On PostgreSQL, `make stack` loads it: tests/test_run_stack.py.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.slow]


@pytest.fixture(scope="module")
def demonstration(rows_of_module: None) -> None:
    call_command("load_demo", verbosity=0)


@pytest.fixture
def contract(demonstration: None) -> Contract:
    return Contract.objects.order_by("pk")[0]


def test_the_first_user_s_contract_with_two_years_and_nine_months_of_lifelike_figures(
    contract: Contract,
) -> None:
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


def test_what_happened_in_the_first_user_s_contract_is_there_at_its_dates(contract: Contract) -> None:
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
    found = reconciliation_of(contract, Quarter(2025, 3))
    assert found is not None
    counted = Counter(each.cause.value for each in found.differing)
    assert counted.pop("absent_cnav") >= 1
    assert counted == {"arrondi": 3, "decale": 3, "perimetre": 3, "inexplique": 1}
    (asked,) = found.to_settle
    assert asked.turn == "cnav"
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
