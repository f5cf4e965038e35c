"""The outbox: each mail is posted and sent once, retried, and given up; a failure never loses a fact."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.jobs import deliver
from accounts.models import OutboxMail
from accounts.outbox import TRIES, WAITS, Letter, post
from accounts.rights import Role
from tests.factories import make_body, make_user

pytestmark = pytest.mark.django_db
NOW = "2025-10-20T10:00:00+02:00"


def make_person(username="camille", email="camille@exemple.invalid"):
    user = make_user(Role.GESTIONNAIRE, make_body(), username=username)
    user.email = email
    user.save()
    return user


def letter(key="rappel/1/2025-10-20", subject="Deux valeurs à saisir"):
    return Letter("rappel", key, subject, "Bonjour,\n\nÀ saisir\u00a0: août.\n")


class Away:
    """A mail server that fails in the ways that a test sets."""

    def __init__(self, reachable=True):
        self.reachable, self.asked, self.closed = reachable, 0, 0

    def open(self):
        if not self.reachable:
            raise ConnectionRefusedError

    def close(self):
        self.closed += 1

    def send_messages(self, messages):
        self.asked += 1
        raise TimeoutError("pas de réponse")


@pytest.fixture
def away(monkeypatch):
    """No server; `away.reachable` says whether it takes a connection at least."""
    server = Away()
    monkeypatch.setattr("accounts.outbox.mail.mailers", type("Mailers", (), {"default": server}))
    return server


def test_one_key_is_one_mail_whatever_is_posted_again():
    user = make_person()
    assert post(user=user, letter=letter()) is True
    assert post(user=user, letter=letter(subject="Autre chose")) is False
    assert OutboxMail.objects.get().subject == "Deux valeurs à saisir"
    assert (deliver(), deliver()) == (1, 0)
    assert len(mail.outbox) == 1


def test_a_mail_posted_in_a_transaction_that_is_rolled_back_is_not_sent():
    user = make_person()
    with pytest.raises(RuntimeError), transaction.atomic():
        post(user=user, letter=letter())
        raise RuntimeError
    assert deliver() == 0


def test_the_mail_says_that_a_program_wrote_it_and_which_mail_it_is():
    user = make_person()
    with time_machine.travel(NOW, tick=False):
        post(user=user, letter=letter())
        deliver()
    message = mail.outbox[0].message()
    assert message["Subject"] == "Deux valeurs à saisir"
    assert message["To"] == "camille@exemple.invalid"
    assert message["From"] == settings.DEFAULT_FROM_EMAIL
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"] == "Mon, 20 Oct 2025 10:00:00 +0200"
    assert message.get_content_type() == "text/plain"
    identity = message["Message-ID"]
    OutboxMail.objects.update(next_try_at=timezone.now(), sent_at=None)
    deliver()
    assert mail.outbox[1].message()["Message-ID"] == identity
    post(user=user, letter=letter(key="rappel/1/2025-10-21"))
    deliver()
    assert mail.outbox[2].message()["Message-ID"] != identity


def test_a_mail_that_fails_waits_longer_each_time_and_is_given_up_with_its_error(away):
    post(user=make_person(), letter=letter())
    with time_machine.travel(NOW, tick=False) as clock:
        OutboxMail.objects.update(next_try_at=timezone.now())
        for wait in WAITS:
            assert deliver() == 0
            waiting = OutboxMail.objects.get()
            assert waiting.next_try_at == timezone.now() + wait
            assert waiting.error == "TimeoutError: pas de réponse"
            clock.shift(wait - timedelta(seconds=1))
            deliver()
            assert OutboxMail.objects.get().tries == waiting.tries, "tried before its time"
            clock.shift(timedelta(seconds=1))
        deliver()
        given_up = OutboxMail.objects.get()
        assert (given_up.tries, given_up.next_try_at, given_up.sent_at) == (TRIES, None, None)
        assert given_up.error == "TimeoutError: pas de réponse"
        clock.shift(timedelta(days=30))
        deliver()
    assert away.asked == TRIES
    assert list(WAITS) == sorted(WAITS)


def test_one_mail_that_fails_holds_no_other_back_and_a_server_that_is_away_ends_the_round(away):
    user = make_person()
    for key in ("a", "b", "c"):
        post(user=user, letter=letter(key=key))
    deliver()
    assert [each.tries for each in OutboxMail.objects.all()] == [1, 1, 1]
    OutboxMail.objects.update(next_try_at=timezone.now(), tries=0)
    away.reachable = False
    deliver()
    assert sorted(each.tries for each in OutboxMail.objects.all()) == [0, 0, 1]


def test_a_mail_to_somebody_without_an_address_is_given_up_at_once():
    post(user=make_person(email=""), letter=letter())
    deliver()
    outgoing = OutboxMail.objects.get()
    assert (outgoing.next_try_at, outgoing.sent_at) == (None, None)
    assert "adresse" in outgoing.error
    assert mail.outbox == []


def test_the_log_names_the_person_and_the_sort_of_mail_and_nothing_more(caplog):
    post(user=make_person(), letter=letter())
    with caplog.at_level("INFO"):
        deliver()
    logged = " ".join(str(record.msg) for record in caplog.records if "mail_sent" in str(record.msg))
    assert "camille" in logged
    assert "rappel" in logged
    assert "exemple.invalid" not in logged
    assert "valeurs" not in logged


def test_a_claim_that_died_is_taken_up_by_another(monkeypatch):
    post(user=make_person(), letter=letter())
    with time_machine.travel(timezone.now() + timedelta(seconds=1), tick=False) as clock:
        monkeypatch.setattr(
            "accounts.outbox._is_sent", lambda server, outgoing: (_ for _ in ()).throw(SystemExit)
        )
        with pytest.raises(SystemExit):
            deliver()
        monkeypatch.undo()
        assert deliver() == 0
        clock.shift(timedelta(minutes=5))
        assert deliver() == 1


class Counting:
    """A mail server that keeps the identity of what it is given."""

    def __init__(self, sent):
        self.sent = sent

    def open(self): ...

    def close(self): ...

    def send_messages(self, messages):
        self.sent.extend(message.extra_headers["Message-ID"] for message in messages)


@pytest.mark.django_db(transaction=True)
def test_two_deliverers_at_once_send_each_mail_once(monkeypatch):
    """PostgreSQL: each has chosen its first mail before either writes its claim; without the lock, the same one.
    SQLite has one writer at a time, and here one connection.
    """
    user = make_person()
    for number in range(6):
        post(user=user, letter=letter(key=f"cle/{number}"))
    deliverers = 2 if connection.features.has_select_for_update_skip_locked else 1
    sent: list[str] = []
    meeting = threading.Barrier(deliverers, timeout=20)
    mailers = type("Mailers", (), {"default": property(lambda self: Counting(sent))})
    monkeypatch.setattr("accounts.outbox.mail.mailers", mailers())
    here, save = threading.local(), OutboxMail.save

    def save_together(self, **options):
        if not hasattr(here, "met"):
            here.met = meeting.wait()
        save(self, **options)

    monkeypatch.setattr(OutboxMail, "save", save_together)

    def run():
        try:
            return deliver()
        finally:
            if deliverers > 1:
                connections.close_all()

    if deliverers == 1:
        counts = [run()]
    else:
        with ThreadPoolExecutor(deliverers) as threads:
            counts = [each.result(30) for each in [threads.submit(run) for _ in range(deliverers)]]
    assert sum(counts) == len(sent) == len(set(sent)) == 6
    assert all(counts)
