"""Time the most visited pages beside a minimal reference, with 1 to 16 clients, then with twenty times the bodies."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.test import Client

from accounts.models import User
from bench import bodies, figures
from bench.clients import CLIENTS, HEADING, Against, Timed, Visits
from bench.limits import beside_a_bare_page, made_lines, refuse
from bench.pairs import Paired
from bench.subjects import made_anew
from bench.weight import weights
from commitments.models import Contract
from tests.support.services import WebServer

FACTOR = 20
PROCESSES = 2
MADE_RUNS = 20
REBUILT_RUNS = 3
REFERENCES = {"dashboard": "/reference/", "network": "/reference/reseau/"}


def measure_pages() -> Iterator[str]:
    """Yield the lines of the tables as they are measured; an error where a page is above its limit."""
    pages, above = _addresses(), list[str]()
    yield from HEADING
    with served() as (visits, _):
        for name, path in pages.items():
            _compare_sizes(visits, path, REFERENCES[name])
            for clients in CLIENTS:
                yield visits.against(name, path, REFERENCES[name], clients).line()
        yield from beside_a_bare_page(visits, pages["dashboard"], above)
        yield from weights(visits, pages)
        before = {name: _alone(visits, name, path) for name, path in pages.items()}
    made_before = {name: _made(name, path) for name, path in pages.items()}
    yield from made_lines(made_before["dashboard"], above)
    rebuilt_before = figures.everything(REBUILT_RUNS)
    bodies.multiply(FACTOR)
    yield f"| {FACTOR} times the bodies | median ms, before | after | after / before | reference, after / before |"
    yield "|---|---|---|---|---|"
    with served() as (visits, _):
        for name, path in pages.items():
            after = _alone(visits, name, path)
            yield _grown(name, before[name].subject, after.subject, before[name].reference, after.reference)
    for name, path in pages.items():
        yield _grown(f"{name}, made anew", *_series(made_before[name], _made(name, path)))
    yield _grown("all attainments rebuilt", *_series(rebuilt_before, figures.everything(REBUILT_RUNS)))
    refuse(above)


def measure_limits() -> Iterator[str]:
    """The pages that have a limit, and nothing else."""
    pages, above = _addresses(), list[str]()
    with served() as (visits, _):
        yield from weights(visits, pages)
        yield from beside_a_bare_page(visits, pages["dashboard"], above)
    yield from made_lines(_made("dashboard", pages["dashboard"]), above)
    refuse(above)


def _addresses() -> dict[str, str]:
    contract = Contract.objects.select_related("body").earliest("pk")
    return {"dashboard": f"/{contract.body.code}/{contract.code}/", "network": f"/reseau/{contract.code}/"}


@contextmanager
def served() -> Iterator[tuple[Visits, WebServer]]:
    """Run the production server with the default number of processes."""
    client = Client()
    client.force_login(User.objects.get(username="direction"))
    server = WebServer({**os.environ}, workers=PROCESSES)
    server.start()
    try:
        name = settings.SESSION_COOKIE_NAME
        yield Visits(server.url, f"{name}={client.cookies[name].value}"), server
    finally:
        server.stop()


def _compare_sizes(visits: Visits, subject: str, reference: str) -> None:
    sizes = [visits.size(path) for path in (subject, reference)]
    if sizes[1] < 0.9 * sizes[0]:
        raise SystemExit(f"The reference gives {sizes[1]} bytes, {subject} {sizes[0]}: they do not compare.")


def _alone(visits: Visits, name: str, path: str) -> Against:
    return visits.against(name, path, REFERENCES[name], 1)


def _made(name: str, path: str) -> Paired:
    return made_anew(name, path, REFERENCES[name], MADE_RUNS)


def _series(before: Paired, after: Paired) -> tuple[Timed, Timed, Timed, Timed]:
    runs = (before.subject, after.subject, before.reference, after.reference)
    first, second, third, fourth = (Timed(tuple(each)) for each in runs)
    return first, second, third, fourth


def _grown(name: str, before: Timed, after: Timed, reference_before: Timed, reference_after: Timed) -> str:
    """A row of the table. The reference's own change shows how much is due to the machine."""
    return (
        f"| {name} | {before.median:.1f} | {after.median:.1f} | {after.median / before.median:.2f} "
        f"| {reference_after.median / reference_before.median:.2f} |"
    )
