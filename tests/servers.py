"""A pytest plugin that gives the whole run its servers: `python -m pytest -p tests.servers --backends=postgres`.

It must be loaded with `-p`: pytest-django reads the settings before any conftest.py, and a run meant for Redis would
then pass against memory. `sqlite` is the embedded default, whatever the environment says; `postgres` takes PostgreSQL
and Redis from DATABASE_URL and REDIS_URL, else starts both. `tests/test_backends.py` checks that the run has what it
was asked for.
"""

import os
from collections.abc import Generator
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.support.postgres import PostgresServer
from tests.support.redis_server import RedisServer

started: list[PostgresServer | RedisServer] = []
PROCESSES_AT_MOST = 4


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--backends", choices=["sqlite", "postgres"], default="sqlite", help="where the tests keep data"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One for each processor; where tests start, stop and kill servers, one more, since those mostly wait."""
    processes = min(os.cpu_count() or 1, PROCESSES_AT_MOST)
    return processes + 1 if config.getoption("backends") == "postgres" else processes


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    if early_config.known_args_namespace.backends == "sqlite":
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("REDIS_URL", None)
    elif "PYTEST_XDIST_WORKER" in os.environ:
        os.environ["REDIS_URL"] = own_database(os.environ["REDIS_URL"], os.environ["PYTEST_XDIST_WORKER"])
    else:
        start_what_is_missing()
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The run on PostgreSQL leaves out what has nothing more to say there: what reaches no database and no server, and
    what is marked so. Tests with servers of their own come first: last, one would run alone for half a minute.
    """
    if config.getoption("backends") == "postgres":
        config.hook.pytest_deselected(items=[item for item in items if not depends_on_servers(item)])
        items[:] = [item for item in items if depends_on_servers(item)]
        items.sort(key=lambda item: not has_only_its_own_servers(item))


def has_only_its_own_servers(item: pytest.Item) -> bool:
    """Those that also use the database of the tests keep the place that pytest-django gave them."""
    marks = {mark.name for mark in item.iter_markers()}
    return "servers" in marks and "django_db" not in marks


def depends_on_servers(item: pytest.Item) -> bool:
    marks = {mark.name for mark in item.iter_markers()}
    if "one_database" in marks:
        return False
    return bool({"django_db", "servers"} & marks or {"db", "client"} & set(getattr(item, "fixturenames", ())))


def pytest_unconfigure() -> None:
    while started:
        started.pop().stop()


def start_what_is_missing() -> None:
    """The workers of a parallel run find both in the environment that they inherit."""
    if not os.environ.get("DATABASE_URL"):
        postgres = PostgresServer()
        started.append(postgres)
        postgres.start()
        os.environ["DATABASE_URL"] = postgres.url("cpg")
    if not os.environ.get("REDIS_URL"):
        redis = RedisServer()
        started.append(redis)
        redis.start()
        os.environ["REDIS_URL"] = redis.url()


def own_database(redis_url: str, xdist_worker: str) -> str:
    """The same server, with a database number for each test process: `gw3` has /3."""
    return urlunsplit(urlsplit(redis_url)._replace(path=f"/{xdist_worker.removeprefix('gw')}"))
