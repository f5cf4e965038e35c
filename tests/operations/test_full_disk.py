"""A full disk: reading goes on, writing says why not, nothing is half written, and /readyz names the disk."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from accounts.rights import Role
from commitments.ledger.files import store
from indicators.models import ActualRevision, Evidence
from tests.factories import every_year, make_contract, make_indicator, make_user
from tests.pages import text_of

pytestmark = pytest.mark.django_db
TYPED = {"kind": "valeur", "comment": "", "version": "0", "numerator": "95", "denominator": "100"}
FULL = "Le disque du serveur est plein"


@contextmanager
def full(database: BaseDatabaseWrapper) -> Iterator[None]:
    """SQLite may take no page more; PostgreSQL's own error comes from its client library."""
    if database.vendor == "sqlite":
        with database.cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            (pages,) = cursor.fetchone()
            cursor.execute(f"PRAGMA max_page_count = {pages}")
            yield
            cursor.execute("PRAGMA max_page_count = 1000000")
        return

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE")):
            raise OperationalError("could not extend file") from psycopg.errors.DiskFull()
        return execute(sql, params, many, context)

    with database.execute_wrapper(refuse):
        yield


def test_on_a_full_disk_pages_are_read_and_entries_refused_with_the_reason(
    in_use: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    indicator = make_indicator(make_contract(), targets=every_year("80", "90"))
    client = Client(raise_request_exception=False)
    client.force_login(make_user(Role.CONTROLEUR, indicator.contract.body))
    place = f"/{indicator.contract.body.code}/{indicator.contract.code}/{indicator.code}/2024-03/"
    assert client.get(place).status_code == 200
    with full(in_use):
        refused = first_refused(client, place)
        assert (refused.status_code, FULL in text_of(refused)) == (507, True)
        assert client.get(place).status_code == 200
        before = ActualRevision.objects.count()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", no_space)
        sent = TYPED | {"version": str(before), "proof_file": a_file()}
        answer = client.post(place, sent, follow=True)
        assert f"La preuve n’est pas jointe. {FULL}" in text_of(answer)
    assert (ActualRevision.objects.count(), Evidence.objects.count()) == (before + 1, 0), "the value is kept"
    assert not list(store.folder().iterdir())
    client.post(place, sent | {"version": str(before + 1), "proof_file": a_file()})
    assert Evidence.objects.count() == 1, "the control: with room, the same is taken"


def first_refused(client: Client, place: str) -> Any:
    """The pages that a file has already take some more entries."""
    for version in range(40):
        sent = TYPED | {"version": str(version), "comment": f"{version} " + "Une explication. " * 100}
        answer = client.post(place, sent)
        if answer.status_code != 302:
            return answer
    raise AssertionError("the disk takes everything")


def no_space(descriptor: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("relevé.pdf", b"%PDF-1.7\n1 0 obj\nendobj\n")


def test_readyz_names_the_disk(in_use: BaseDatabaseWrapper, client: Client, monkeypatch) -> None:
    def checks() -> Any:
        return client.get("/readyz").json()["checks"]["disk"]

    assert checks()["ok"]
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=12_000_000))
    assert (checks()["ok"], checks()["figure"]) == (False, 12)
    assert "n’a plus que 12\u00a0Mo" in checks()["reason"]
