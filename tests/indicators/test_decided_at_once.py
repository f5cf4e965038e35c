"""A submission is taken back and decided on at the same moment: one of the two comes first, and the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from commitments.ledger.refusals import StaleVersion
from commitments.ledger.state import State
from commitments.models import Change, Origin
from cpg.shared.periods import Month
from indicators.models import ActualRevision
from indicators.recording import MonthStep, return_, submit, unsubmit, validate
from tests.factories import enter, pair

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_october_2025")]
ROUNDS = 4


def at_once(start: Barrier, verb: Callable[..., Any], steps: list[MonthStep], **more: Any) -> bool:
    start.wait(30)
    try:
        verb(contract=steps[0].indicator.contract, steps=steps, origin=Origin.FORM, **more)
    except StaleVersion:
        return False
    finally:
        connection.close()
    return True


@pytest.mark.parametrize(("decide", "more"), [(validate, {}), (return_, {"reason": "à vérifier"})])
def test_a_withdrawal_and_a_decision_at_once_have_one_order(indicator, manager, controller, decide, more):
    for number in range(1, ROUNDS + 1):
        month = Month(2025, number)
        enter(indicator, str(month), pair(90 + number, 100), actor=manager)
        submit(
            contract=indicator.contract,
            steps=[MonthStep(indicator, month, 1)],
            actor=manager,
            origin=Origin.FORM,
        )
        steps = [MonthStep(indicator, month, 2)]
        start = Barrier(2)
        both = (
            partial(at_once, start, unsubmit, steps, actor=manager),
            partial(at_once, start, decide, steps, actor=controller, **more),
        )
        with ThreadPoolExecutor(2) as threads:
            done = [each.result(60) for each in [threads.submit(act) for act in both]]
        assert sorted(done) == [False, True]
        last = ActualRevision.objects.filter(month=month.first_day).order_by("version").last()
        assert last is not None
        assert last.version == 3
        assert (last.state == State.SAISI) == done[0]
    sequences = list(Change.objects.order_by("sequence").values_list("sequence", flat=True))
    assert len(sequences) == len(set(sequences))
