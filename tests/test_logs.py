"""Logs are JSON lines, and say nothing of a person but the username."""

import io
import json
import logging
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_structlog.celery.receivers import CeleryReceiver

from accounts.models import Token
from tests.factories import PASSWORD, make_body, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    """What the application's own handler writes, as objects."""
    stream = io.StringIO()
    handler = next(each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler)
    before = handler.setStream(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    handler.setStream(before)


def test_a_request_is_logged_with_the_username_and_nothing_more_of_the_person(client, lines):
    user = make_user("direction", make_body(), username="camille")
    user.email = "camille@example.org"
    user.save()
    client.post("/connexion/", {"username": "camille", "password": PASSWORD})
    client.get("/", headers={"user-agent": "Navigateur secret"})
    found = [event for event in lines() if event["event"] == "request_finished"]
    assert found[-1]["user_id"] == "camille"
    text = json.dumps(lines())
    assert "Navigateur secret" not in text
    assert "127.0.0.1" not in text
    assert "example.org" not in text


def test_neither_what_is_typed_nor_the_secret_of_a_link_is_logged(client, lines):
    client.get("/aide/?numerator=424242&comment=une+panne")
    client.get("/connexion/nouveau-mot-de-passe/1-c9x8-0123456789abcdef/")
    client.get("/nulle-part/connexion/nouveau-mot-de-passe/1-c9x8-0123456789abcdef/?q=424242")
    requests = [event["request"] for event in lines() if event["event"] == "request_finished"]
    assert requests[0] == "GET /aide/"
    text = json.dumps(lines())
    assert "424242" not in text
    assert "panne" not in text
    assert "0123456789abcdef" not in text


def test_an_error_told_by_a_library_says_where_it_happened(lines):
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        logging.getLogger("celery.worker").exception("unexpected")
    [event] = [each for each in lines() if each["event"] == "unexpected"]
    assert "test_an_error_told_by_a_library" in event["exception"]


@pytest.mark.parametrize("is_of_task", [False, True])
def test_an_error_is_told_without_the_row_or_the_text_that_caused_it(lines, is_of_task):
    """The control is what the error itself says."""
    typed = "424242 euros"
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        _write_a_wrong_row(typed)
    with pytest.raises(ValueError, match=typed) as unread:
        int(typed)
    assert connection.vendor == "sqlite" or typed in str(refused.value)
    for each in (refused.value, unread.value):
        if is_of_task:
            CeleryReceiver().receiver_task_failure(task_id="1", exception=each)
        else:
            logging.getLogger("django.request").error("Internal Server Error", exc_info=each)
    told = lines()
    assert typed not in json.dumps(told)
    traces = [event["exception"] for event in told if "exception" in event]
    assert "token_scope_known" in traces[0]
    assert traces[1].endswith("ValueError")
    assert all("test_an_error_is_told_without_the_row" in trace for trace in traces)


def _write_a_wrong_row(typed):
    """Beside the verbs: the database refuses it, and PostgreSQL quotes it."""
    now = timezone.now()
    owner = make_user("direction", make_body())
    Token.objects.create(
        user=owner, label=typed, scope="tout", created_at=now, expires_at=now + timedelta(days=1)
    )
