"""A Redis that is there and says nothing: counts are given up, entries are taken, nobody waits long."""

import time

import requests

from tests.support import drill
from tests.support.stack import Stack
from tests.support.writing import Programs

READ_SECONDS, WRITE_SECONDS = 1.5, 3.0
READS = 8


def test_a_silent_redis_holds_neither_reads_nor_entries_by_the_api(stack: Stack) -> None:
    programs = Programs(stack.url, drill.issue_a_token(stack))
    path, version = next(iter(programs.months(drill.CONTRACT, 1).items()))
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {programs.secret}"
    stack.redis.process.freeze()
    try:
        reads = [timed(session, "GET", stack.url + path) for _ in range(READS)]
        assert max(reads) < READ_SECONDS
        assert sorted(reads)[READS // 2] < READ_SECONDS / 3, "only who finds it silent waits for it"
        body, headers = {"value": "300005", "reason": "Redis se tait"}, {"If-Match": f'"{version}"'}
        assert timed(session, "PUT", stack.url + path, json=body, headers=headers) < WRITE_SECONDS
    finally:
        stack.redis.process.thaw()


def timed(session: requests.Session, method: str, url: str, **options: object) -> float:
    started = time.monotonic()
    answer = session.request(method, url, timeout=30, **options)
    assert answer.status_code == 200, answer.text
    return time.monotonic() - started
