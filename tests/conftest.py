"""What holds for every test: nothing leaves this machine, and its speed decides of nothing."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client, override_settings
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker

from accounts.models import User
from accounts.rights import Role
from commitments.models import Contract
from dashboards.templatetags import workflow
from indicators.models import Indicator
from tests.factories import assign, every_year, make_contract, make_indicator, make_user
from tests.rollback import rolled_back
from tests.support import programs
from tests.support.chromium import FLAGS, wait_for_a_busy_machine
from tests.support.emptying import empty
from tests.support.network import forbid_outside_connections

IN_OCTOBER_2025 = "2025-10-20T10:00:00+02:00"

# How long examples take says how busy the machine is, not whether the code is right. Each run draws the same ones, so
# that a change is refused for what it does; `make properties` draws others, and many more.
at_any_speed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", at_any_speed, derandomize=True, max_examples=60)
# For `make quick`; every other run draws at least three times as many.
settings.register_profile("quick", at_any_speed, derandomize=True, max_examples=20)
settings.register_profile("others", at_any_speed, max_examples=3000)
settings.load_profile("same")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The rows of a module are made by one process, and not by each of those that run the tests. xdist reads groups
    before the hooks of conftest.py are called, but for those that ask to be first.
    """
    for item in items:
        if "rows_made_once" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group(item.path.as_posix()))


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Tests take their rows back: the next one may have the same keys and sequences with other figures."""
    caches["pages"].clear()
    caches["default"].clear()


@pytest.fixture(autouse=True)
def navigation_counted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests of queries measure a page whose navigation has its count in memory already, as most have; what it takes to
    count is measured in tests/owed.
    """
    measures = {"django_assert_num_queries", "django_assert_max_num_queries"} & set(request.fixturenames)
    if measures and request.path.parent.name != "owed":
        monkeypatch.setattr(workflow, "owed_count", lambda contract, today: 0)


@pytest.fixture(scope="session", autouse=True)
def closed_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        forbid_outside_connections(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def emptied_in_spite_of_guards() -> Iterator[None]:
    """Between the tests that commit, Django empties the tables, which guards of the history refuse: they are lifted for
    that moment.
    """
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_without_guards(self: Any, sql_list: Sequence[str]) -> None:
        empty(self.connection, lambda: flush(self, sql_list))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_without_guards)
        yield


@pytest.fixture
def in_october_2025(settings: Any, tmp_path: Path) -> Iterator[time_machine.Traveller]:
    """The 20th of October 2025, ten o’clock: September may be entered, and October has not ended. Files go to a folder
    of the test's own.
    """
    settings.STATE_DIR = tmp_path / "state"
    with time_machine.travel(IN_OCTOBER_2025) as traveller:
        yield traveller


@pytest.fixture(scope="module")
def rows_made_once(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """What fixtures of module scope write stays for the tests of the module, each of which is rolled back to it, and
    goes after the last one. A large set-up is then made once and not for every test.
    """
    state = override_settings(STATE_DIR=tmp_path_factory.mktemp("state"))
    with state, django_db_blocker.unblock(), rolled_back():
        yield


@pytest.fixture(scope="module")
def rows_of_module(rows_made_once: None) -> Iterator[None]:
    """The same, on the 20th of October 2025 for the whole module."""
    with time_machine.travel(IN_OCTOBER_2025):
        yield


@pytest.fixture
def contract() -> Contract:
    """A contract of a body of its own, without indicators. A module that needs another shape has its own fixture."""
    return make_contract()


@pytest.fixture
def indicator(contract: Contract) -> Indicator:
    """A monthly ratio of that contract, with the same seuil and objectif every year."""
    return make_indicator(contract, targets=every_year("80", "90"))


@pytest.fixture
def manager(contract: Contract, indicator: Indicator) -> User:
    """Camille, manager of that indicator; nobody is signed in."""
    user = make_user(Role.GESTIONNAIRE, contract.body, username="camille")
    assign(user, indicator)
    return user


@pytest.fixture
def controller(contract: Contract, client: Client) -> User:
    """Dominique, controller of that contract, signed in to `client`."""
    user = make_user(Role.CONTROLEUR, contract.body, username="dominique")
    client.force_login(user)
    return user


@pytest.fixture
def controller_client(contract: Contract, client: Any) -> Any:
    """A client to which Camille, a controller, is signed in; `user` is Camille."""
    client.user = make_user(Role.CONTROLEUR, contract.body, username="camille")
    client.force_login(client.user)
    return client


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all the tests of a process: Playwright can be started only once in a thread."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright runs an event loop in the tests' thread; Django would refuse to query the database there.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        wait_for_a_busy_machine()
        browser = playwright.chromium.launch(executable_path=programs.chromium(), args=FLAGS)
        yield browser
        browser.close()
