"""What the follow-up asks of the rest: loading keeps what is followed, the clock and the beat post its reminders."""

import copy

import pytest
from django.conf import settings as project_settings
from django.core.management import call_command
from django.db import connection

from commitments.calendar import Declared
from commitments.models import Contract, Origin, PlannedYear
from commitments.recording import Update, update_many
from indicators.clock import Clock
from indicators.loading import load_contract
from tests.indicators.small_contract import small_contract

pytestmark = pytest.mark.django_db


def without_its_last_year():
    data = copy.deepcopy(small_contract())
    data["parties"][0]["fiches"][0]["engagements"][0]["actions"][0]["annees"] = [2028]
    return data


@pytest.mark.parametrize("is_followed", [True, False])
def test_a_year_that_is_followed_is_not_taken_away_by_a_file(is_followed):
    """The control: a year without any state is removed."""
    load_contract(small_contract())
    year = PlannedYear.objects.get(action__code="E1A1", year=2029)
    if is_followed:
        update_many(
            contract=Contract.objects.get(),
            updates=[Update(year, Declared.EN_COURS, 10)],
            actor=None,
            origin=Origin.COMMAND,
        )
    if is_followed:
        with pytest.raises(Exception, match="suivi ne se retire pas"):
            load_contract(without_its_last_year())
    else:
        load_contract(without_its_last_year())
    assert PlannedYear.objects.filter(pk=year.pk).exists() is is_followed


def test_the_clock_posts_the_reminders_of_others_too(monkeypatch):
    posted = []
    monkeypatch.setattr("indicators.clock.FIRST_HOUR", 0)
    monkeypatch.setattr("indicators.clock.deliver", lambda: posted.append("mails"))
    Clock([lambda: posted.append("figures"), lambda: posted.append("actions")]).look()
    assert posted == ["figures", "actions", "mails"]


def test_the_beat_knows_the_job():
    from dashboards.jobs import remind

    assert project_settings.CELERY_BEAT_SCHEDULE["remind"]["task"] == remind.name == "dashboards.jobs.remind"


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_the_migrations_go_back_and_forth():
    call_command("migrate", "commitments", "0006", verbosity=0)
    assert "followup_followup" not in connection.introspection.table_names()
    call_command("migrate", verbosity=0)
    assert "followup_followup" in connection.introspection.table_names()
