"""The first page of the dashboard by mail: once, to who asks for it and reads the contract when it is sent."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.jobs import deliver
from accounts.models import MailAttachment, OutboxMail
from accounts.outbox import NO_RIGHT
from accounts.rights import Role
from accounts.turns import Turn
from dashboards.alerts import rounds, watch_everything
from dashboards.models import Alert, PageByMail
from indicators.jobs import sweep
from tests.alerts.test_watching import in_november_2025, indicator_with, last_month_at, person
from tests.factories import enter, make_contract, pair

__all__ = ["in_november_2025"]
pytestmark = pytest.mark.django_db


def asks(contract, role=Role.LECTEUR, *, each_month=False, with_alerts=False, **fields):
    user = person(contract, role, **fields)
    PageByMail.objects.create(user=user, contract=contract, each_month=each_month, with_alerts=with_alerts)
    return user


def files_of(user):
    deliver()
    return [each.attachments for each in mail.outbox if each.to == [user.email]]


def test_who_asks_gets_it_once_a_month_with_the_monthly_mail(contract, in_november_2025):
    reader, director = asks(contract, each_month=True), person(contract)
    indicator = indicator_with(contract, last_month_at(60))
    sweep()
    watch_everything()
    watch_everything()
    assert MailAttachment.objects.count() == 1
    ((name, content, kind),) = files_of(reader)[0]
    assert (name, kind) == (
        f"{contract.body.code}-{contract.code}-tableau-de-bord-2025-09.pdf",
        "application/pdf",
    )
    assert content.startswith(b"%PDF-")
    assert files_of(director) == [[]], "the text alone to who did not ask for the page"
    assert "Le tableau de bord est joint en PDF." in OutboxMail.objects.get(user=reader).body
    assert "joint" not in OutboxMail.objects.get(user=director).body
    assert not MailAttachment.objects.exists(), "kept no longer than a mail waits for it"
    in_november_2025.move_to("2025-11-12T10:00:00+01:00")
    enter(indicator, "2025-10", pair(81, 100))
    sweep()
    watch_everything()
    assert len(files_of(reader)) == 2


def test_an_alert_brings_it_to_who_asked_for_it_then(contract):
    alerted, refuses = asks(contract, with_alerts=True), asks(contract, with_alerts=True)
    refuses.unwanted_alerts = [turn.value for turn in Turn]
    refuses.save()
    monthly = asks(contract, each_month=True)
    indicator_with(contract, last_month_at(82))
    sweep()
    watch_everything()
    assert not OutboxMail.objects.filter(user__in=[alerted, refuses]).exists(), "nothing has turned"
    assert OutboxMail.objects.filter(user=monthly).count() == 1
    falls = indicator_with(contract, last_month_at(60))
    sweep()
    watch_everything()
    watch_everything()
    sent = OutboxMail.objects.get(user=alerted)
    assert falls.label in sent.body
    assert "Vous recevez ce message avec chaque alerte." in sent.body
    assert [len(each) for each in files_of(alerted)] == [1]
    assert files_of(refuses) == []
    assert OutboxMail.objects.filter(user=monthly).count() == 1, "asked for once a month"


def test_one_mail_is_both_the_month_and_its_alerts(contract):
    user = asks(contract, Role.DIRECTION, with_alerts=True)
    indicator_with(contract, last_month_at(60))
    sweep()
    watch_everything()
    assert OutboxMail.objects.get().kind == "monthly_digest"
    assert [len(each) for each in files_of(user)] == [1]


def test_who_left_the_body_before_it_is_sent_gets_nothing(contract):
    user = asks(contract, each_month=True)
    indicator_with(contract, last_month_at(60))
    sweep()
    watch_everything()
    user.memberships.all().delete()
    assert files_of(user) == []
    given_up = OutboxMail.objects.get()
    assert (given_up.error, given_up.next_try_at, given_up.sent_at) == (NO_RIGHT, None, None)
    assert not MailAttachment.objects.exists()


def test_a_worker_killed_between_the_alert_and_its_mail_loses_neither(contract, monkeypatch):
    asks(contract, with_alerts=True)
    indicator_with(contract, last_month_at(60))
    sweep()

    def killed(*_):
        raise SystemExit

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(rounds, "post_all", killed)
        watch_everything()
    assert not Alert.objects.exists()
    assert watch_everything() > 0
    assert OutboxMail.objects.get().kind == "alert_page"
    assert Alert.objects.exists()


def test_a_choice_is_kept_once_and_asks_for_something(contract):
    user = asks(contract, each_month=True)
    for each_month in (True, False):
        other = user if each_month else person(contract)
        with pytest.raises(IntegrityError), transaction.atomic():
            PageByMail.objects.create(user=other, contract=contract, each_month=each_month)


def test_a_page_that_cannot_be_made_keeps_nobody_from_alerts_and_mails(contract, monkeypatch):
    reader = asks(contract, each_month=True, with_alerts=True)
    indicator_with(contract, last_month_at(60))
    sweep()

    def fails(document):
        raise RuntimeError

    monkeypatch.setattr(rounds, "pdf_bytes", fails)
    watch_everything()
    assert Alert.objects.filter(user=reader).exists()
    assert files_of(reader) == [[]]
    assert "joint" not in OutboxMail.objects.get(user=reader).body


def test_a_contract_that_fails_stops_no_other(contract, monkeypatch):
    reader = asks(contract, each_month=True)
    other = make_contract()
    indicator_with(contract, last_month_at(60))
    sweep()
    watch = rounds._watch

    def watched(each, *moment):
        if each == other:
            raise RuntimeError
        return watch(each, *moment)

    monkeypatch.setattr(rounds, "_watch", watched)
    watch_everything()
    assert OutboxMail.objects.filter(user=reader).count() == 1
