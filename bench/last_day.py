"""`make bench-last-day`: the last day of a month, when everybody enters. Twenty people for three minutes on the
production server, PostgreSQL, Redis and a worker: pages read, months corrected by form and by API; before each request
they think, for a time that is exponential, of a mean of ten seconds. Exit 1 on a single error, or when a request in
twenty takes more than half a second.

USERS, SECONDS and THINK change how many, how long, and the seconds of thought (0: none).
"""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from statistics import median, quantiles

import psycopg
import requests

from tests.support.postgres import PostgresServer
from tests.support.process import ROOT, wait_until
from tests.support.redis_server import RedisServer
from tests.support.services import WebServer, application_environment, celery_beat, celery_worker
from tests.support.visitor import TOKEN, VERSION, Visitor, first

USERS = int(os.environ.get("USERS", "20"))
SECONDS = int(os.environ.get("SECONDS", "180"))
THINK = float(os.environ.get("THINK", "10"))
P95_AT_MOST_MS = 500
PASSWORD = "un-mot-de-passe-de-banc"  # noqa: S105 - of people who exist in the bench only
YEARS = (2023, 2024, 2025)


@dataclass
class Seen:
    """One person’s chance and thought, and what was measured: times by kind of request, errors, recorded entries."""

    chance: random.Random
    times: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    recorded: int = 0

    def ask(
        self, what: str, expected: set[int], request: Callable[[], requests.Response]
    ) -> requests.Response:
        if THINK:
            time.sleep(self.chance.expovariate(1 / THINK))
        started = time.perf_counter()
        try:
            answer = request()
        except requests.RequestException as error:
            self.errors.append(f"{what}: {type(error).__name__}")
            raise
        self.times.setdefault(what, []).append((time.perf_counter() - started) * 1000)
        if answer.status_code not in expected:
            self.errors.append(f"{what}: {answer.status_code}")
        return answer


@dataclass(frozen=True)
class SimulatedPerson:
    """`codes`: the indicators that only this person corrects, and whether each takes a pair."""

    name: str
    secret: str
    place: str
    codes: tuple[tuple[str, bool], ...]


def day(base: str, person: SimulatedPerson, seed: int) -> Seen:
    """Read, enter by form and enter by API, until the time is over."""
    chance, visitor = random.Random(seed), Visitor(base)
    seen = Seen(chance)
    visitor.log_in(person.name, PASSWORD)
    api = requests.Session()
    api.headers["Authorization"] = f"Bearer {person.secret}"
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        code, takes_pair = chance.choice(person.codes)
        month = f"{chance.choice(YEARS)}-{chance.randint(1, 12):02d}"
        figures = (
            {"numerator": "90", "denominator": "100"} if takes_pair else {"value": str(chance.randint(1, 99))}
        )
        try:
            seen.ask("dashboard", {200}, lambda: visitor.get(f"/{person.place}/"))
            seen.ask("indicator", {200}, partial(visitor.get, f"/{person.place}/{code}/"))
            enter_by_form(visitor, seen, f"/{person.place}/{code}/{month}/", figures)
            enter_by_api(api, seen, f"{base}/api/v1/actuals/{person.place}/{code}/{month}/", figures)
        except (requests.RequestException, AssertionError) as error:
            seen.errors.append(f"{type(error).__name__}: {str(error)[:120]}")
    return seen


def enter_by_form(visitor: Visitor, seen: Seen, path: str, figures: dict[str, str]) -> None:
    page = seen.ask("form", {200}, lambda: visitor.get(path)).text
    if not VERSION.search(page):
        return  # a month that this indicator does not take
    token, version = first(TOKEN, page, "form"), first(VERSION, page, "version")
    data = {"kind": "valeur", "comment": "banc", "reason": "banc", "version": version, **figures}
    answer = seen.ask("entry by form", {302, 409}, lambda: visitor.send(path, data, token))
    seen.recorded += answer.status_code == 302


def enter_by_api(api: requests.Session, seen: Seen, address: str, figures: dict[str, str]) -> None:
    read = seen.ask("read by API", {200}, lambda: api.get(address, timeout=30))
    body, headers = {**figures, "reason": "banc"}, {"If-Match": read.headers.get("ETag", "")}
    answer = seen.ask(
        "entry by API", {200, 201, 412, 422}, lambda: api.put(address, json=body, headers=headers, timeout=30)
    )
    seen.recorded += answer.ok


def main() -> int:
    postgres, redis = PostgresServer(settings=()), RedisServer()
    postgres.start()
    redis.start()
    env = application_environment(
        postgres.create_database("bench"),
        redis.url(),
        API_READS_A_MINUTE="100000",
        API_WRITES_A_MINUTE="100000",
    )
    web, worker, beat = WebServer(env, workers=2), celery_worker(env), celery_beat(env)
    try:
        people = prepare(env)
        for process in (web, worker, beat):
            process.start()
        with ThreadPoolExecutor(USERS) as pool:
            seen = list(pool.map(lambda each: day(web.url, each[1], each[0]), enumerate(people)))
        differing = check(env)
        return report(seen, differing)
    finally:
        for process in (beat, worker, web):
            process.stop()
        redis.stop()
        postgres.stop()


def prepare(env: Mapping[str, str]) -> list[SimulatedPerson]:
    """Load the demonstration, and create people who each have their own indicators.

    Two people on one month would get conflicts, which are correct answers and no errors.
    """
    for command in (["migrate", "--verbosity", "0"], ["load_demo", "--verbosity", "0"]):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, capture_output=True
        )
    command = [sys.executable, "-m", "bench.people", str(USERS), PASSWORD]
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return [
        SimulatedPerson(each["name"], each["secret"], each["place"], tuple(map(tuple, each["codes"])))
        for each in json.loads(done.stdout.splitlines()[-1])
    ]


def check(env: Mapping[str, str]) -> str:
    """Compare stored attainments with the facts once nothing is pending; "" when all agree."""
    wait_until(lambda: pending(env) == 0, 120, "nothing waits any more")
    command = [sys.executable, "manage.py", "recompute", "--check"]
    done = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    return "" if done.returncode == 0 else f"{done.stdout[:2000]}\n{done.stderr}"


def pending(env: Mapping[str, str]) -> int:
    with psycopg.connect(env["DATABASE_URL"]) as connection:
        row = connection.execute("SELECT count(*) FROM indicators_pendingrecompute").fetchone()
    return int(row[0]) if row else 0


def report(seen: list[Seen], differing: str) -> int:
    times: dict[str, list[float]] = {}
    for each in seen:
        for what, listed in each.times.items():
            times.setdefault(what, []).extend(listed)
    errors = Counter(error for each in seen for error in each.errors)
    everything = [each for listed in times.values() for each in listed]
    print(f"{USERS} people, {SECONDS} s, {THINK:g} s of thought, load {os.getloadavg()[0]:.1f}: "
          f"{len(everything)} requests, {sum(each.recorded for each in seen)} entries recorded")  # fmt: skip
    for what, listed in {**times, "all": everything}.items():
        print(f"  {what:15} {len(listed):6}   median {median(listed):7.1f} ms   p95 {p95(listed):7.1f} ms")
    print(
        f"errors: {sum(errors.values())}",
        *(f"  {count} x {error}" for error, count in errors.most_common()),
        sep="\n",
    )
    print(differing or "attainment: as the facts give")
    return int(bool(errors) or bool(differing) or p95(everything) > P95_AT_MOST_MS)


def p95(listed: list[float]) -> float:
    return quantiles(listed, n=20)[-1] if len(listed) > 1 else listed[0]


if __name__ == "__main__":
    sys.exit(main())
