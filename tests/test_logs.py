"""Logs are JSON lines, and say nothing of a person but the username."""

import io
import json
import logging

import pytest

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
