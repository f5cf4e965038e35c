"""Each kind of what is not history goes when its time is over, and not a day before."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from accounts.jobs import forget
from accounts.models import Arrival, KeptPost, OutboxMail, User, Webhook, WebhookDelivery
from accounts.retention import RULES
from accounts.rights import Role
from tests.factories import make_body, make_user

pytestmark = pytest.mark.django_db
START = "2026-01-01T08:00:00+01:00"


def make_one_of_each(person: User) -> None:
    now = timezone.now()
    KeptPost.objects.create(person=person, key="k", page="/x/", label="x", fields=[], kept_at=now)
    Session.objects.create(session_key="s", session_data="", expire_date=now)
    UserSession.objects.create(user=person, ip="203.0.113.9", session_key="s", user_agent="")
    UserSession.objects.update(created_at=now, last_seen_at=now)
    OutboxMail.objects.create(user=person, kind="x", key="sent", subject="x", body="texte", created_at=now)
    waiting = {"kind": "x", "key": "waiting", "subject": "x", "body": "texte", "created_at": now}
    OutboxMail.objects.create(user=person, next_try_at=now, **waiting)
    hook = Webhook.objects.create(body=make_body(), url="https://exemple.fr/")
    WebhookDelivery.objects.create(webhook=hook, kind="test", key="k", message_id="m", created_at=now)
    Arrival.objects.create(issuer="x", subject="x", arrived_at=now)
    LogEntry.objects.create(
        user=person, content_type=ContentType.objects.get_for_model(User), object_id="1", action_flag=CHANGE
    )


SENT = {"key": "sent"}
LEFT: dict[str, "QuerySet[Any]"] = {
    "textes gardés d’un formulaire": KeptPost.objects.all(),
    "sessions finies": Session.objects.all(),
    "liste des sessions ouvertes": UserSession.objects.all(),
    "textes des courriels": OutboxMail.objects.filter(**SENT).exclude(body=""),
    "courriels": OutboxMail.objects.filter(**SENT),
    "envois des appels sortants": WebhookDelivery.objects.all(),
    "demandes d’accès": Arrival.objects.all(),
    "journal de l’administration": LogEntry.objects.all(),
}


def test_every_rule_has_its_case_here():
    assert [rule.name for rule in RULES] == list(LEFT)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_it_goes_when_its_time_is_over(rule):
    with time_machine.travel(START, tick=False) as clock:
        make_one_of_each(make_user(Role.LECTEUR, make_body()))
        clock.shift(timedelta(days=rule.days) - timedelta(minutes=1))
        forget()
        assert LEFT[rule.name].all().count() == 1
        clock.shift(timedelta(minutes=2))
        forget()
        assert LEFT[rule.name].all().count() == 0
        assert OutboxMail.objects.get(key="waiting").body == "texte"
