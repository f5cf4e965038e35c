"""Background work runs in order; a failure is logged and stops nothing."""

from typing import Any

import pytest
from kombu.exceptions import OperationalError
from structlog.testing import capture_logs

from indicators.background import Background, is_sent


def test_works_are_done_in_order_and_a_failure_stops_none(monkeypatch: pytest.MonkeyPatch) -> None:
    done, closed = [], []
    monkeypatch.setattr("django.db.connections.close_all", lambda: closed.append(True))

    def fails() -> None:
        done.append("fails")
        raise ValueError

    thread = Background("essai")
    with capture_logs() as told:
        for work in (lambda: done.append("first"), fails, lambda: done.append("last")):
            thread.do(work)
        thread._thread.shutdown(wait=True)
    assert done == ["first", "fails", "last"]
    assert [(each["event"], each["thread"]) for each in told] == [("background_failed", "essai")]
    assert len(closed) == 3


@pytest.mark.parametrize("away", [OperationalError("no broker"), ConnectionRefusedError()])
def test_a_queue_that_is_away_is_told_and_refuses_nobody(away: Exception) -> None:
    class Task:
        name = "essai"

        def apply_async(self, args: Any, **options: Any) -> None:
            raise away

    with capture_logs() as told:
        assert not is_sent(Task(), 7, "bulk")
    assert [(each["event"], each["key"], each["error"]) for each in told] == [
        ("job_not_sent", 7, type(away).__name__)
    ]


def test_what_a_queue_takes_is_sent_once_with_its_key() -> None:
    sent = []

    class Task:
        name = "essai"

        def apply_async(self, args: Any, **options: Any) -> None:
            sent.append((args, options))

    assert is_sent(Task(), 7, "bulk")
    assert sent == [((7,), {"queue": "bulk", "retry": False})]
