"""A review asked for on its page and made by a real worker; and one whose worker is killed in the middle."""

import hashlib
import io
import re
import zipfile

import psycopg
import pytest

from tests.faults.conftest import FaultStack
from tests.support.process import wait_until
from tests.support.services import celery_worker
from tests.support.visitor import Visitor

pytestmark = pytest.mark.servers

REVIEWS = "/carsat-pdl/cpg-2023-2027/bilans/"
STATE = """
    SELECT j.state, j.done, j.held_until > now()
    FROM dashboards_reviewjob j JOIN dashboards_review r ON r.id = j.review_id
    WHERE r.day = %s ORDER BY j.id DESC LIMIT 1
"""


@pytest.fixture
def visitor(stack: FaultStack) -> Visitor:
    return stack.visitor()


def ask(visitor: Visitor, day: str) -> str:
    """The review of that day, opened and asked for; where its page is."""
    visitor.post(REVIEWS, {"kind": "mi-parcours", "day": day})
    page = f"{REVIEWS}mi-parcours/{day}/"
    answer = visitor.post(f"{page}produire/", {}, page)
    assert answer.status_code == 302, answer.text[:500]
    return page


def is_running(visitor: Visitor, page: str) -> bool:
    return bool(visitor.get(f"{page}avancement/").json()["running"])


def check_both_files(visitor: Visitor, page: str) -> None:
    html = visitor.get(page).text
    pdf = visitor.get(f"{page}v1/pdf/").content
    odt = visitor.get(f"{page}v1/odt/").content
    assert pdf.startswith(b"%PDF-")
    with zipfile.ZipFile(io.BytesIO(odt)) as archive:
        assert archive.testzip() is None
    for content in (pdf, odt):
        assert hashlib.sha256(content).hexdigest() in html


def test_a_real_worker_makes_the_review_that_the_page_asked_for(stack: FaultStack, visitor: Visitor) -> None:
    page = ask(visitor, "2025-06-30")
    told = visitor.get(page).text
    assert "<progress" in told or "Version 1" in told
    wait_until(lambda: not is_running(visitor, page), 90, "the worker made it")
    check_both_files(visitor, page)
    assert re.search(r"<b>Version 1 produite</b>", visitor.get(page).text)


def test_a_worker_killed_in_the_middle_leaves_a_sentence_and_a_way_to_ask_again(
    stack: FaultStack, visitor: Visitor
) -> None:
    day = "2025-03-31"
    stack.beat.freeze()
    try:
        stack.worker.freeze()
        page = ask(visitor, day)
        with psycopg.connect(stack.env["DATABASE_URL"]) as elsewhere:
            # It cannot keep what it makes: however late it is killed, it is in the middle.
            elsewhere.execute("LOCK TABLE dashboards_reviewversion IN SHARE MODE")
            stack.worker.thaw()
            wait_until(lambda: stack.ask(STATE, day)[0][2] is True, 60, "the worker holds it")
            stack.worker.kill()
        state, done, _ = stack.ask(STATE, day)[0]
        assert state == "en_cours", f"killed too late, after step {done}"
        assert "<progress" in visitor.get(page).text
        # What it holds runs out: here, at once.
        with_time_passed(stack)
        told = visitor.get(page).text
        assert "interrompue" in told
        assert "Redemander le document" in told
        assert not is_running(visitor, page)
        stack.worker = celery_worker(stack.env)
        stack.worker.start()
        visitor.post(f"{page}produire/", {}, page)
        wait_until(lambda: stack.ask(STATE, day)[0][0] == "fait", 120, "another worker made it")
    finally:
        stack.beat.thaw()
    check_both_files(visitor, page)


def with_time_passed(stack: FaultStack) -> None:
    stack.ask(
        "UPDATE dashboards_reviewjob SET held_until = now() - interval '1 second' WHERE state = 'en_cours' RETURNING 1"
    )
