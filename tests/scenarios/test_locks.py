"""A scenario takes its locks in the order of acts and recomputes: none waits for another that waits for it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, current_thread, main_thread
from time import sleep

import pytest
from django.db import connection
from django.http import QueryDict

from accounts.rights import Role
from dashboards.models.scenario import StepKind
from dashboards.scenarios.keeping import add_step, begin
from dashboards.scenarios.supposing import supposed
from indicators import jobs, recompute
from indicators.domain.attainment import attain_all
from indicators.models import PendingRecompute
from tests.factories import amount, enter, make_user
from tests.scenarios.contracts import make_supposable


@pytest.mark.django_db(transaction=True)
def test_a_scenario_and_a_recompute_of_the_same_series_both_end(in_october_2025, monkeypatch):
    """With real transactions, which only PostgreSQL lets run side by side."""
    if connection.vendor != "postgresql":
        return
    contract = make_supposable()
    scenario = begin(contract, make_user(Role.DIRECTION, contract.body), "Fin d’année")
    add_step(scenario, StepKind.VALUES, "Valeurs", QueryDict("annee=2025&R2-value=300"))
    monkeypatch.setattr(jobs, "enqueue", lambda contract_pk, series: None)
    indicator = contract.indicators.get(code="R2")
    enter(indicator, "2025-10", amount(7))
    is_locked = Event()

    def compute_slowly(series):
        if current_thread() is not main_thread():
            is_locked.set()
            sleep(1)
        return attain_all(series)

    def recompute_elsewhere():
        try:
            return recompute.recompute_together([indicator.pk])
        finally:
            connection.close()

    monkeypatch.setattr(recompute, "attain_all", compute_slowly)
    with ThreadPoolExecutor(1) as elsewhere:
        done = elsewhere.submit(recompute_elsewhere)
        assert is_locked.wait(timeout=60)
        with supposed(scenario) as outcomes:
            assert [each.refusal for each in outcomes] == [""]
        assert done.result(timeout=60)
    assert not PendingRecompute.objects.exists()
