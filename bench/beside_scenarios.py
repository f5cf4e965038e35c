"""`make bench-scenarios`: people save months while others read pages of a scenario, on PostgreSQL (production, two
processes, Redis, a worker), then on SQLite (the server of `make run`). Exit 1 on an error, a lost entry, a figure
that the facts do not give, or a save that took longer than the longest page of a scenario: it waits for one at most.

USERS, READERS, SECONDS and THINK change how many save, how many read, how long, and the mean seconds of thought.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from statistics import median

import requests

from bench.last_day import Seen, SimulatedPerson, enter_by_api, enter_by_form, p95, prepare
from tests.support.postgres import PostgresServer
from tests.support.process import ROOT, temporary_folder
from tests.support.redis_server import RedisServer
from tests.support.services import WebServer, application_environment, celery_beat, celery_worker
from tests.support.visitor import Visitor

READERS = int(os.environ.get("READERS", "10"))
SECONDS = int(os.environ.get("SECONDS", "60"))
PASSWORD = "un-mot-de-passe-de-banc"  # noqa: S105 - of people who exist in the bench only
PAGES = ("", "R6/", "comite/situation/", "dossier/")
BUSY = 503
MANY = {"API_READS_A_MINUTE": "100000", "API_WRITES_A_MINUTE": "100000"}
SAVES = ("entry by form", "entry by API")
# Each value is a new one: a save that changes nothing would record nothing.
NUMBERS = count(1000)


def saving(base: str, person: SimulatedPerson, seed: int) -> Seen:
    chance, visitor = random.Random(seed), Visitor(base)
    seen = Seen(chance)
    visitor.log_in(person.name, PASSWORD)
    api = requests.Session()
    api.headers["Authorization"] = f"Bearer {person.secret}"

    def save() -> None:
        code, takes_pair = chance.choice(person.codes)
        month = f"2025-{chance.randint(1, 12):02d}"
        enter_by_form(visitor, seen, f"/{person.place}/{code}/{month}/", figures(takes_pair))
        enter_by_api(api, seen, f"{base}/api/v1/actuals/{person.place}/{code}/{month}/", figures(takes_pair))

    repeated(seen, save)
    return seen


def figures(takes_pair: bool) -> dict[str, str]:
    number = str(next(NUMBERS))
    return {"numerator": number, "denominator": "1000000"} if takes_pair else {"value": number}


def reading(base: str, place: str, key: str, number: int) -> Seen:
    """Pages of a scenario; who is told that others are computed asks again."""
    seen, visitor = Seen(random.Random(number)), Visitor(base)
    visitor.log_in(f"lecture-{number}", PASSWORD)

    def read() -> None:
        page = seen.chance.choice(PAGES)
        answer = seen.ask(
            "page of a scenario", {200, BUSY}, lambda: visitor.get(f"/{place}/{page}?scenario={key}")
        )
        if answer.status_code == BUSY:
            seen.times.setdefault("asked to try again", []).append(seen.times["page of a scenario"].pop())

    repeated(seen, read)
    return seen


def repeated(seen: Seen, act: Callable[[], None]) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            act()
        except (requests.RequestException, AssertionError) as error:
            seen.errors.append(f"{type(error).__name__}: {str(error)[:120]}")


def measure(name: str, env: Mapping[str, str], url: str, people: list[SimulatedPerson]) -> bool:
    """Whether all went as it must."""
    key = str(asked(env, "readers", str(READERS), PASSWORD)["key"])
    held = int(asked(env, "count")["held"])
    place = people[0].place
    with ThreadPoolExecutor(len(people) + READERS) as pool:
        saves = [pool.submit(saving, url, each, seed) for seed, each in enumerate(people)]
        reads = [pool.submit(reading, url, place, key, number) for number in range(READERS)]
        seen = [each.result() for each in (*saves, *reads)]
    return report(name, env, seen, held)


def report(name: str, env: Mapping[str, str], seen: list[Seen], held: int) -> bool:
    """`held` is the number of entries that the database had before."""
    times: dict[str, list[float]] = {}
    for each in seen:
        for what, listed in each.times.items():
            times.setdefault(what, []).extend(listed)
    saved = [run for what in SAVES for run in times.get(what, [])]
    recorded, kept = sum(each.recorded for each in seen), int(asked(env, "count")["held"]) - held
    errors = [error for each in seen for error in each.errors]
    check = manage(env, "recompute", "--check")
    print(
        f"{name}: {len(seen) - READERS} save, {READERS} read scenarios, {SECONDS} s, load {os.getloadavg()[0]:.1f}"
    )
    for what, listed in {**times, "all saves": saved}.items():
        if listed:
            slow = min(max(listed), p95(listed))
            print(f"  {what:20} {len(listed):6}   median {median(listed):7.1f} ms   p95 {slow:7.1f} ms"
                  f"   longest {max(listed):7.1f} ms")  # fmt: skip
    print(f"  {recorded} entries answered as recorded, {kept} in the database; errors: {errors[:5] or 0}")
    print(f"  {'attainment: as the facts give' if not check.returncode else check.stdout[:500]}")
    waits_for_one = bool(saved) and max(saved) <= max(times["page of a scenario"])
    return not errors and recorded <= kept and not check.returncode and waits_for_one


def manage(env: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """The sweep first: what waits is computed."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=dict(env), check=False, capture_output=True, text=True)


def asked(env: Mapping[str, str], *arguments: str) -> dict[str, str | int]:
    command = [sys.executable, "-m", "bench.supposed", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=dict(env), check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def on_postgresql() -> Iterator[tuple[Mapping[str, str], str, list[SimulatedPerson]]]:
    postgres, redis = PostgresServer(settings=()), RedisServer()
    postgres.start()
    redis.start()
    env = application_environment(postgres.create_database("bench"), redis.url(), **MANY)
    web, worker, beat = WebServer(env, workers=2), celery_worker(env), celery_beat(env)
    try:
        people = prepare(env)
        for process in (web, worker, beat):
            process.start()
        yield env, web.url, people
    finally:
        for process in (beat, worker, web):
            process.stop()
        redis.stop()
        postgres.stop()


@contextmanager
def on_sqlite() -> Iterator[tuple[Mapping[str, str], str, list[SimulatedPerson]]]:
    folder = temporary_folder("state")
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "cpg.settings.dev", "CPG_STATE_DIR": str(folder), **MANY}
    people = prepare(env)
    web = WebServer(env)
    web.start()
    try:
        yield env, web.url, people
    finally:
        web.stop()


def main() -> int:
    went_well = True
    for name, started in {"PostgreSQL": on_postgresql, "SQLite": on_sqlite}.items():
        with started() as (env, url, people):
            went_well &= measure(name, env, url, people)
    return int(not went_well)


if __name__ == "__main__":
    sys.exit(main())
