"""Databases of their own, with the tables of the tests' database: one in use, and empty ones to restore into."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import DjangoDbBlocker

numbers = count(1)


@pytest.fixture(scope="session")
def template(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BaseDatabaseWrapper]:
    """Tables without rows, to which nobody is connected: PostgreSQL copies no other."""
    with django_db_blocker.unblock():
        connections["default"].close()
        with copied(connections["default"], tmp_path_factory.mktemp("template")) as database:
            yield database


@contextmanager
def copied(original: BaseDatabaseWrapper, folder: Path) -> Iterator[BaseDatabaseWrapper]:
    copy, name = original.copy(), str(original.settings_dict["NAME"])
    if original.vendor == "sqlite":
        copy.settings_dict["NAME"] = str(folder / f"cpg-{next(numbers)}.sqlite3")
        with (
            closing(sqlite3.connect(name)) as source,
            closing(sqlite3.connect(copy.settings_dict["NAME"])) as target,
        ):
            source.backup(target)
        yield copy
        copy.close()
        return
    copy.settings_dict["NAME"] = f"copy_{os.getpid()}_{next(numbers)}"
    with on_the_server(original) as server:
        # A thread of an earlier test may have left its connection open.
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        server.execute(f'CREATE DATABASE "{copy.settings_dict["NAME"]}" TEMPLATE "{name}"')
        yield copy
        copy.close()
        server.execute(f'DROP DATABASE "{copy.settings_dict["NAME"]}" WITH (FORCE)')


@contextmanager
def on_the_server(original: BaseDatabaseWrapper) -> Iterator[psycopg.Connection]:
    parts = original.settings_dict
    with psycopg.connect(
        host=parts["HOST"],
        port=parts["PORT"] or None,
        user=parts["USER"],
        password=parts["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    ) as server:
        yield server


@contextmanager
def as_default(database: BaseDatabaseWrapper) -> Iterator[None]:
    """In this thread, models write there."""
    before = connections["default"]
    connections["default"] = database
    try:
        yield
    finally:
        database.close()
        connections["default"] = before


@pytest.fixture
def in_use(template: BaseDatabaseWrapper, tmp_path: Path, settings: Any) -> Iterator[BaseDatabaseWrapper]:
    """The database of an application at work, with files of its own: what is written is committed."""
    settings.STATE_DIR = tmp_path / "state"
    settings.STATE_DIR.mkdir()
    with copied(template, tmp_path) as database, as_default(database):
        yield database


@pytest.fixture
def elsewhere(template: BaseDatabaseWrapper, tmp_path: Path) -> Iterator[BaseDatabaseWrapper]:
    """An empty database, to restore into."""
    with copied(template, tmp_path) as database:
        yield database
