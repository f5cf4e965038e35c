"""Between two tests that commit, the database is emptied whatever the first one left running."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import psycopg
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.dispatch import Signal

from accounts.models import User
from accounts.rights import Role
from tests.factories import make_contract, make_user
from tests.support import emptying
from tests.support.inflight import InFlight

WAITING = """SELECT count(*) FROM pg_locks
 WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = %s)"""
GUARDS = """SELECT count(*), count(*) FILTER (WHERE tgenabled = 'O')
  FROM pg_trigger WHERE tgname LIKE 'guard_%_is_never_emptied'"""


@contextmanager
def deadlocked_job() -> Iterator[None]:
    """A job that holds one table and, once the emptying waits for it, wants another. It is not
    the one that PostgreSQL ends, which looks once whether who waits is in a deadlock: a busy machine has
    four seconds, and not one, to bring the job there."""
    settings = connection.get_connection_params()
    settings.pop("context", None)
    holds = Event()

    def job() -> None:
        options = {
            key: settings[key] for key in ("dbname", "host", "port", "user", "password") if key in settings
        }
        with psycopg.connect(**options) as session:
            session.execute("SET deadlock_timeout = '30s'")
            session.execute("LOCK TABLE indicators_attainment IN ROW EXCLUSIVE MODE")
            holds.set()
            until = time.monotonic() + 20
            while (
                session.execute(WAITING, [options["dbname"]]).fetchone() == (0,) and time.monotonic() < until
            ):
                time.sleep(0.02)
            session.execute("LOCK TABLE indicators_actualrevision IN ROW EXCLUSIVE MODE")

    thread = Thread(target=job)
    thread.start()
    assert holds.wait(60)
    with connection.cursor() as cursor:
        cursor.execute("SET deadlock_timeout = '4s'")
        yield
        cursor.execute("RESET deadlock_timeout")
    thread.join(60)
    assert not thread.is_alive()


def guards() -> tuple[int, int]:
    """How many guards of the history there are, and how many of them are at work."""
    with connection.cursor() as cursor:
        cursor.execute(GUARDS)
        there, at_work = cursor.fetchone()
    return there, at_work


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_a_job_that_holds_a_table_does_not_keep_the_database_full(monkeypatch: pytest.MonkeyPatch) -> None:
    make_user(Role.CONTROLEUR, make_contract().body)
    there, _ = guards()
    assert there
    with monkeypatch.context() as once, deadlocked_job():
        once.setattr(emptying, "ATTEMPTS", 1)
        with pytest.raises(CommandError) as refused:
            call_command("flush", verbosity=0, interactive=False)
    assert isinstance(refused.value.__cause__, OperationalError)
    assert "deadlock" in str(refused.value.__cause__)
    assert User.objects.exists(), "the control must refuse"
    assert guards() == (there, there), "a refused emptying leaves the guards at work"

    with deadlocked_job():
        call_command("flush", verbosity=0, interactive=False)
    assert not User.objects.exists()
    assert guards() == (there, there)


def test_what_the_server_still_does_for_a_closed_page_is_waited_for() -> None:
    started, finished, answered = Signal(), Signal(), Event()

    def answer() -> None:
        time.sleep(0.2)
        answered.set()
        finished.send(sender=WSGIHandler)

    with InFlight(seconds=60, started=started, finished=finished):
        started.send(sender=WSGIHandler)
        finished.send(sender=None)
        Thread(target=answer).start()
    assert answered.is_set()


def test_an_answer_that_never_comes_is_not_waited_for_without_end() -> None:
    started = Signal()
    with InFlight(seconds=0.1, started=started):
        answers = started.send(sender=WSGIHandler)
    assert len(answers) == 1
