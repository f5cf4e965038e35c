"""Reminders from the facts: whose desk, deputies, what is closed or checked, and the job run again."""

import re
from datetime import date

import pytest
import time_machine
from django.core import mail

from accounts.models import OutboxMail
from accounts.rights import Role
from commitments.models import Contract, Origin
from cpg.shared.periods import Month
from dashboards.jobs import remind
from dashboards.reminders.planning import desks
from indicators.clock import Clock
from indicators.domain.model import Absence, AbsenceKind
from indicators.recording import MonthStep, lock, neutralise, return_, submit, validate
from tests.factories import (
    assign,
    enter,
    every_year,
    make_body,
    make_contract,
    make_indicator,
    make_user,
    pair,
)

pytestmark = pytest.mark.django_db
TODAY = "2025-02-11T07:05:00+01:00"


@pytest.fixture(autouse=True)
def clock():
    """The day after the deadline of January, ten days after its end."""
    with time_machine.travel(TODAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def contract():
    return make_contract(first_year=2025)


@pytest.fixture
def indicator(contract):
    return make_indicator(contract, targets=every_year("80", "90", range(2025, 2028)), first_year=2025)


def person(contract, role=Role.GESTIONNAIRE, username="camille", **more):
    user = make_user(role, contract.body, username=username)
    user.email = f"{username}@exemple.invalid"
    for name, value in more.items():
        setattr(user, name, value)
    user.save()
    return user


def act(verb, indicator, month, version, actor=None, **more):
    verb(
        contract=indicator.contract,
        steps=[MonthStep(indicator, Month.parse(month), version)],
        actor=actor,
        origin=Origin.FORM,
        **more,
    )


def posted():
    return [each.user.username for each in OutboxMail.objects.select_related("user").order_by("pk")]


def who_misses():
    return sorted(desk.user.username for desk in desks(date(2025, 2, 11)) if desk.months.to_do)


def test_the_job_run_again_the_same_day_or_the_next_posts_nothing_new(contract, indicator, clock):
    assign(person(contract), indicator)
    assign(person(contract, username="alex"), make_indicator(contract, first_year=2025))
    assert (remind(), remind()) == (2, 0)
    clock.move_to("2025-02-12T07:05:00+01:00")
    assert remind() == 0
    assert posted() == ["camille", "alex"]


def test_one_mail_a_person_whatever_the_number_of_indicators(contract, indicator):
    user = person(contract)
    for each in (
        indicator,
        make_indicator(contract, first_year=2025),
        make_indicator(make_contract(first_year=2025)),
    ):
        assign(user, each)
    user.memberships.create(body=Contract.objects.last().body, role=Role.GESTIONNAIRE)
    assert remind() == 1
    assert OutboxMail.objects.get().subject == "Trois valeurs à saisir, en retard"


@pytest.mark.parametrize(
    ("holder", "deputy", "expected"),
    [
        ({}, {}, ["camille"]),
        ({"absent_until": date(2025, 2, 11)}, {}, ["alex"]),
        ({"absent_until": date(2025, 2, 10)}, {}, ["camille"]),
        ({"is_active": False}, {}, ["alex"]),
        ({"email": ""}, {}, ["alex"]),
        ({"absent_until": date(2025, 3, 1)}, {"absent_until": date(2025, 3, 1)}, []),
    ],
)
def test_the_deputy_gets_it_for_a_colleague_who_is_not_there(contract, indicator, holder, deputy, expected):
    assign(person(contract, **holder), indicator)
    assign(person(contract, username="alex", **deputy), indicator, is_deputy=True)
    assert who_misses() == expected
    remind()
    for each in OutboxMail.objects.filter(user__username="alex"):
        assert "à la place de camille" in each.body


def test_who_left_the_body_is_told_nothing_of_it(contract, indicator):
    stranger = make_user(Role.GESTIONNAIRE, make_body(), username="ailleurs")
    stranger.email = "ailleurs@exemple.invalid"
    stranger.save()
    assign(stranger, indicator)
    assign(person(contract, Role.DIRECTION, "claude"), indicator)
    assert remind() == 0


def test_what_is_entered_neutralised_without_object_or_closed_is_nobodys_to_enter(contract):
    user = person(contract)
    entered, neutral, absent, closed = (make_indicator(contract, first_year=2025) for _ in range(4))
    for each in (entered, neutral, absent, closed):
        assign(user, each)
    enter(entered, "2025-01", pair(1, 2))
    act(submit, entered, "2025-01", 1)
    act(validate, entered, "2025-01", 2)
    neutralise(
        indicator=neutral, month=Month(2025, 1), is_neutralised=True, reason="panne nationale", expected_version=0,
        actor=None, origin=Origin.FORM,
    )  # fmt: skip
    enter(absent, "2025-01", Absence(AbsenceKind.SANS_OBJET, "aucun cas"))
    assert who_misses() == ["camille"]
    lock(contract=contract, months=[Month(2025, 1)], actor=None, origin=Origin.COMMAND)
    assert who_misses() == []


def test_a_value_that_was_said_to_be_unavailable_was_answered(contract, indicator):
    assign(person(contract), indicator)
    enter(indicator, "2025-01", Absence(AbsenceKind.NON_DISPONIBLE, "panne"))
    assert who_misses() == []


def test_two_contracts_with_the_same_codes_are_told_apart_the_oldest_deadline_first(contract, clock):
    user = person(contract)
    other = make_contract(first_year=2025)
    user.memberships.create(body=other.body, role=Role.GESTIONNAIRE)
    codes = ["R10", "R9"]
    for each in (contract, other):
        for code in codes:
            assign(user, make_indicator(each, code=code, first_year=2025))
    remind()
    body = OutboxMail.objects.get().body
    assert re.findall(r"^- .*\((R\d+)\)", body, re.MULTILINE) == codes * 2
    assert body.count("/2025-01/") == 4


def test_what_came_back_and_what_waits_go_to_who_enters_and_to_who_checks(contract, indicator, clock):
    manager, checker = person(contract), person(contract, Role.CONTROLEUR, "dominique")
    person(contract, Role.CONTROLEUR, "absente", absent_until=date(2025, 3, 1))
    other = make_indicator(contract, first_year=2025)
    for each in (indicator, other):
        assign(manager, each)
        enter(each, "2025-01", pair(95, 100), actor=manager)
        act(submit, each, "2025-01", 1, manager)
    act(return_, indicator, "2025-01", 2, checker, reason="périmètre à revoir")
    clock.move_to("2025-02-11T08:05:00+01:00")
    remind()
    assert posted() == ["camille", "dominique"]
    body = OutboxMail.objects.get(user=manager).body
    assert "dominique\u00a0: «\u00a0périmètre à revoir\u00a0»" in body
    assert remind() == 0


def test_nobody_is_asked_to_accept_what_they_entered(contract, indicator, clock):
    checker = person(contract, Role.CONTROLEUR, "dominique")
    enter(indicator, "2025-01", pair(95, 100), actor=checker)
    act(submit, indicator, "2025-01", 1, checker)
    clock.move_to("2025-02-11T08:05:00+01:00")
    assert remind() == 0
    Contract.objects.update(allows_own_validation=True)
    assert remind() == 1


def test_the_digest_of_the_week_replaces_the_others(contract, indicator, clock):
    assign(person(contract, wants_weekly_digest=True), indicator)
    remind()
    clock.move_to("2025-02-17T07:05:00+01:00")
    remind()
    assert [each.key[-10:] for each in OutboxMail.objects.order_by("pk")] == ["2025-02-11", "2025-02-17"]
    assert {each.subject for each in OutboxMail.objects.all()} == {
        "Votre semaine\u00a0: une valeur à saisir, en retard"
    }


@pytest.mark.parametrize("indicators", [1, 4])
def test_the_number_of_queries_does_not_grow_with_indicators(contract, indicators, django_assert_num_queries):
    user = person(contract, Role.CONTROLEUR)
    for each in [make_indicator(contract, first_year=2025) for _ in range(indicators)]:
        assign(user, each)
        enter(each, "2025-01", pair(95, 100))
        act(submit, each, "2025-01", 1)
    with django_assert_num_queries(16):
        assert len(desks(date(2025, 2, 11))) == 1


def test_without_beat_the_clock_of_the_process_reminds_and_sends(contract, indicator, clock):
    assign(person(contract), indicator)
    hours = Clock([remind])
    clock.move_to("2025-02-11T06:59:00+01:00")
    hours.look()
    assert mail.outbox == []
    clock.move_to(TODAY)
    hours.look()
    assert [message.to for message in mail.outbox] == [["camille@exemple.invalid"]]


def test_a_clock_that_fails_goes_on(contract, indicator, clock, caplog):
    assign(person(contract), indicator)
    clock.move_to(TODAY)
    done = []
    Clock([lambda: 1 / 0, lambda: done.append("hour")], [lambda: done.append("minute")]).look()
    assert "clock_failed" in caplog.text
    assert done == ["hour", "minute"]
