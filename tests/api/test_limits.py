"""Rate limits: counted by token, announced in headers, and never a reason to lose an entry."""

from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.rest import limits
from accounts.rights import Role
from tests.api.asking import Program
from tests.factories import make_body, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh(settings: Any) -> Any:
    cache.clear()
    settings.API_READS_A_MINUTE = 3
    settings.API_WRITES_A_MINUTE = 1
    with time_machine.travel("2025-10-20T10:00:20+02:00", tick=False) as clock:
        yield clock
    cache.clear()


def test_the_one_too_many_is_refused_until_the_next_minute(fresh: Any) -> None:
    program = Program(make_user(Role.LECTEUR, make_body()))
    said = [program.get("me/")["RateLimit"] for _ in range(3)]
    assert said == ['"lectures";r=2;t=41', '"lectures";r=1;t=41', '"lectures";r=0;t=41']
    refused = program.get("me/")
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert 39 <= int(refused["Retry-After"]) <= 41
    assert refused["RateLimit-Policy"] == '"lectures";q=3;w=60'
    fresh.shift(41)
    assert program.get("me/").status_code == 200


def test_reads_and_writes_and_tokens_are_counted_apart() -> None:
    user = make_user(Role.LECTEUR, make_body())
    program, other = Program(user), Program(user)
    for _ in range(3):
        program.get("me/")
    assert program.get("me/").status_code == 429
    assert other.get("me/").status_code == 200
    assert program.post("actuals/", {}).status_code == 400
    assert program.post("actuals/", {}).status_code == 429


def test_a_count_that_fails_limits_nobody(monkeypatch: Any) -> None:
    """As between two orders to a Redis that goes away."""

    def away(*args: Any) -> int:
        raise ValueError

    monkeypatch.setattr(limits, "_one_more", away)
    program = Program(make_user(Role.LECTEUR, make_body()))
    for _ in range(6):
        answer = program.get("me/")
        assert answer.status_code == 200
    assert "RateLimit" not in answer


def test_a_browser_keeps_nothing_of_what_it_reads_and_a_program_may(client: Client) -> None:
    reader = make_user(Role.LECTEUR, make_body())
    client.force_login(reader)
    assert client.get("/api/v1/me/")["Cache-Control"] == "private, no-store"
    assert Client().get("/api/v1/me/")["Cache-Control"] == "private, no-store"
    assert Program(reader).get("me/")["Cache-Control"] == "private, no-cache"


def test_in_the_clear_a_program_is_refused_and_a_page_is_led_on(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    refused = client.get("/api/v1/me/", headers={"Authorization": "Bearer cpg_x"})
    assert (refused.status_code, "https" in refused.json()["detail"]) == (403, True)
    assert client.get("/api/v1/me/", secure=True).status_code == 401
    assert client.get("/connexion/")["Location"] == "https://testserver/connexion/"
