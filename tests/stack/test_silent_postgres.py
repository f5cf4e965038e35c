"""How long a statement waits: as long as its server answers somebody, and no longer."""

from threading import Event

import pytest

from cpg.database import silence
from cpg.database.silence import BoundedConnection, SilentDatabaseError, Watch
from tests.support.stack import Stack

LONG = "SELECT pg_sleep(1.5), 'done'"


def test_a_long_statement_of_a_living_server_goes_on_and_that_of_a_silent_one_does_not(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same statement, and only the answer to the question beside it differs."""
    monkeypatch.setattr(silence, "ASK_AFTER_SECONDS", 0.1)
    monkeypatch.setattr(silence, "GIVE_UP_SECONDS", 0.5)
    never = Event()
    try:
        for ask, lives in ((lambda: True, True), (never.wait, False)):
            with BoundedConnection.connect(stack.env["DATABASE_URL"], autocommit=True) as connection:
                connection.watch = Watch(ask)
                if lives:
                    assert connection.execute(LONG).fetchall()[0][1] == "done"
                    continue
                with pytest.raises(SilentDatabaseError):
                    connection.execute(LONG)
                assert connection.closed
                assert connection.watch.stays_silent()
        never.set()
        assert not connection.watch.stays_silent(), "one answer ends the silence"
    finally:
        never.set()
