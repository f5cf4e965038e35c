"""People sign in, confirm and ask for a link while Redis is away; tries are still counted, by each process."""

import pickle
from pathlib import Path
from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client
from django.utils.module_loading import import_string

from accounts.rights import Role
from cpg import fallback_cache
from cpg.settings.caches import with_redis
from tests.accounts.test_second_factor import CODE, add, begin, code_of, forget_the_last_code
from tests.factories import PASSWORD, make_body, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(settings, monkeypatch):
    """Nobody listens at that port."""
    monkeypatch.setattr(fallback_cache._Pause, "until", 0.0)
    settings.CACHES = with_redis("redis://127.0.0.1:1/0")
    LocMemCache(fallback_cache.MEMORY, {}).clear()
    yield
    LocMemCache(fallback_cache.MEMORY, {}).clear()


def test_who_has_a_second_factor_signs_in_confirms_and_is_limited(request):
    person = make_user(Role.CONTROLEUR, make_body(), username="alix")
    own, _ = begin(person)
    secret = add(own)
    forget_the_last_code(person)
    request.getfixturevalue("away")
    client = Client()
    assert client.post("/connexion/", {"username": "alix", "password": PASSWORD})["Location"] == CODE
    assert client.post(CODE, {"code": code_of(secret)}).status_code == 302
    assert client.get("/compte/").status_code == 200
    # The code that was taken is remembered in the database.
    again = Client()
    again.post("/connexion/", {"username": "alix", "password": PASSWORD})
    assert again.post(CODE, {"code": code_of(secret)}).status_code == 200
    assert own.post("/compte/securite/confirmer/", {"password": PASSWORD}).status_code == 302
    asked = Client().post("/connexion/mot-de-passe-oublie/", {"email": "alix@caisse.example"})
    assert asked.status_code == 302
    stranger = Client()
    tries = [stranger.post("/connexion/", {"username": "alix", "password": "faux"}) for _ in range(9)]
    assert [each.status_code for each in tries[-2:]] == [200, 429]


def test_what_redis_holds_is_data_and_runs_nothing():
    options: Any = with_redis("redis://127.0.0.1:1/0")["default"]["OPTIONS"]
    serializer = import_string(options["serializer"])()
    for value in (0, 7, True, "un-tour", [1.5, 2.5], None):
        assert serializer.loads(serializer.dumps(value)) == value
    assert serializer.dumps(7) == b"7", "Redis itself adds to it"
    with pytest.raises(ValueError, match="codec"):
        serializer.loads(pickle.dumps(Path("x")))
