"""A real Chromium on the served application: `page` is a new visitor, `sign_in` makes them someone."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser.watch import Watch
from tests.support.chromium import WAIT_MILLISECONDS
from tests.support.inflight import InFlight
from tests.support.process import Process
from tests.support.services import application_environment, celery_worker

# A page looks, speaks and behaves in the browser the same whatever keeps its rows. These also try what is behind it in
# production: PostgreSQL, Redis, and a worker that computes and makes files.
WITH_SERVERS = {"test_closing.py", "test_journeys.py"}
VIEWPORT: ViewportSize = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = str(__file__).removesuffix("conftest.py")
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))
            is_with_servers = item.path.name in WITH_SERVERS
            item.add_marker(pytest.mark.production_database if is_with_servers else pytest.mark.one_database)


@pytest.fixture(scope="session")
def worker_process(django_db_setup: None) -> Iterator[Process | None]:
    """The worker that computes behind the pages; none where jobs run in the web process."""
    if settings.JOBS_IN_PROCESS:
        yield None
        return
    database = connection.settings_dict
    url = f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    worker = celery_worker(application_environment(url, settings.CELERY_BROKER_URL))
    worker.start()
    yield worker
    worker.stop()


@pytest.fixture
def context(
    chromium: Browser, live_server: LiveServer, worker_process: Process | None
) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        base_url=live_server.url,
        viewport=VIEWPORT,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        accept_downloads=True,
    )
    context.set_default_timeout(WAIT_MILLISECONDS)
    with InFlight():
        yield context
        context.close()


@pytest.fixture
def watch(context: BrowserContext, live_server: LiveServer) -> Iterator[Watch]:
    """Fails the test whose pages did what no page may; `watch.expect` names what a test provokes."""
    watch = Watch(context, live_server.url)
    yield watch
    assert watch.complaints() == []


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    return context.new_page()


@pytest.fixture
def sign_in(context: BrowserContext, live_server: LiveServer) -> Callable[[User], None]:
    """Gives the visitor the session of that person, without passing by the form."""

    def sign_in(user: User) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return sign_in
