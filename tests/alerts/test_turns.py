"""Every pair of statuses, and which alert it raises: whatever gets worse by a step raises one."""

from itertools import product

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.rights import Role
from accounts.turns import Turn
from dashboards.alerts import watch_everything
from dashboards.alerts.turns import turn_of_projection, turn_of_status
from dashboards.models import Alert, TurnStart
from dashboards.shared.marks import TURNS
from indicators.domain.model import Status
from indicators.jobs import sweep
from tests.alerts.test_watching import SEPTEMBER, in_november_2025, indicator_with, person, told
from tests.factories import assign

__all__ = ["in_november_2025"]
WORST_FIRST = (Status.SOUS_SEUIL, Status.ENTRE, Status.ATTEINT)
LAST_BEFORE = (None, *WORST_FIRST)
OF_STATUS = {
    (None, Status.SOUS_SEUIL): Turn.BELOW,
    (Status.ENTRE, Status.SOUS_SEUIL): Turn.BELOW,
    (Status.ATTEINT, Status.SOUS_SEUIL): Turn.BELOW,
    (Status.ATTEINT, Status.ENTRE): Turn.SHORT,
    (Status.SOUS_SEUIL, Status.ENTRE): Turn.BACK,
    (Status.SOUS_SEUIL, Status.ATTEINT): Turn.BACK,
}
OF_PROJECTION = {
    (Status.ATTEINT, Status.ENTRE): Turn.PROJECTED,
    (Status.ATTEINT, Status.SOUS_SEUIL): Turn.PROJECTED_BELOW,
    (Status.ENTRE, Status.SOUS_SEUIL): Turn.PROJECTED_BELOW,
}


def test_every_pair_of_statuses():
    for before, now in product(LAST_BEFORE, Status):
        assert turn_of_status(before, now) is OF_STATUS.get((before, now)), (before, now)
    for before, announced in product(LAST_BEFORE, LAST_BEFORE):
        assert turn_of_projection(before, announced) is OF_PROJECTION.get((before, announced))


def test_whatever_gets_worse_raises_an_alert_and_each_has_its_mark():
    pairs = [(before, now) for at, before in enumerate(WORST_FIRST) for now in WORST_FIRST[:at]]
    assert len(pairs) == 3
    for before, now in pairs:
        assert turn_of_status(before, now) in {Turn.BELOW, Turn.SHORT}
        assert turn_of_projection(before, now) in {Turn.PROJECTED, Turn.PROJECTED_BELOW}
    assert set(TURNS) == set(Turn)


@pytest.mark.django_db
def test_leaving_the_objectif_is_alerted_also_over_a_month_that_is_not_judged(contract):
    user, manager = person(contract), person(contract, Role.GESTIONNAIRE)
    leaves = indicator_with(contract, [91] * 8 + [60])
    # 90 to the end of July, nothing in August: September is compared with July.
    over_a_gap = indicator_with(contract, [90] * 7 + [None, 80])
    stays = indicator_with(contract, [95] * 9)
    assign(manager, leaves)
    sweep()
    assert watch_everything() > 0
    short = {code for code, turn, month in told(user) if turn == Turn.SHORT and month == SEPTEMBER}
    assert short == {leaves.code, over_a_gap.code}
    assert stays.code not in {code for code, *_ in told(user)}
    assert (leaves.code, Turn.SHORT, SEPTEMBER) in told(manager)
    assert watch_everything() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.one_database
def test_an_update_announces_nothing_that_had_already_turned(contract, in_november_2025):
    user = person(contract)
    falls = indicator_with(contract, [91] * 8 + [60, 60])
    below = indicator_with(contract, [81] * 8 + [60, 60])
    try:
        MigrationExecutor(connection).migrate([("dashboards", "0012_words_of_alerts")])
    finally:
        call_command("migrate", verbosity=0)
    assert {f"{each.turn} {each.month:%Y-%m}" for each in TurnStart.objects.all()} == {
        "sous_objectif 2025-10",
        "projete_seuil 2025-10",
    }
    sweep()
    watch_everything()
    turned = told(user)
    assert (below.code, Turn.BELOW, SEPTEMBER) in turned
    assert Turn.SHORT not in {turn for _, turn, _ in turned}
    TurnStart.objects.all().delete()
    watch_everything()
    assert (falls.code, Turn.SHORT, SEPTEMBER) in told(user)
    assert Alert.objects.filter(turn=Turn.SHORT.value).count() == 1
