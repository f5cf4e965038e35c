"""A real mail server on this machine: what arrives there, and what happens while it is away."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.utils import timezone

from accounts.jobs import deliver
from accounts.models import OutboxMail
from accounts.outbox import Letter, post
from accounts.rights import Role
from indicators.models import MonthlyActual
from tests.factories import enter, make_body, make_indicator, make_user, pair
from tests.support.process import free_port

pytestmark = pytest.mark.django_db
BODY = "Bonjour,\n\nÀ saisir\u00a0: août, délai dépassé.\n.\n.fin\n"


class Box:
    """Keeps what it is given; `answer` is what it says to it."""

    def __init__(self) -> None:
        self.answer = "250 OK"
        self.received: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answer.startswith("250"):
            self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer


class Server:
    """A mail server that may be stopped and started again at the same address."""

    def __init__(self) -> None:
        self.box, self.port = Box(), free_port()
        self.controller: Controller | None = None

    def start(self) -> None:
        self.controller = Controller(self.box, hostname="127.0.0.1", port=self.port, ready_timeout=60)
        self.controller.start()

    def stop(self) -> None:
        if self.controller:
            self.controller.stop()
        self.controller = None


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    server = Server()
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": server.port, "timeout": 60},
        }
    }
    server.start()
    yield server
    server.stop()


@pytest.fixture
def user():
    user = make_user(Role.GESTIONNAIRE, make_body())
    user.email = "camille@exemple.invalid"
    user.save()
    return user


def tell(user, key="rappel/1"):
    post(user=user, letter=Letter("rappel", key, "Une valeur à saisir\u00a0: délai", BODY))


def test_what_was_written_is_what_arrives(server, user):
    tell(user)
    assert deliver() == 1
    (message,) = server.box.received
    assert message["Subject"] == "Une valeur à saisir\u00a0: délai"
    assert message["To"] == "camille@exemple.invalid"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert message.get_content().replace("\r\n", "\n") == BODY


def test_a_server_that_is_away_holds_no_entry_and_all_is_sent_when_it_is_back(server, user):
    for key in ("a", "b"):
        tell(user, key)
    server.stop()
    assert deliver() == 0
    indicator = make_indicator()
    enter(indicator, "2025-01", pair(95, 100))
    assert MonthlyActual.objects.count() == 1
    assert {"ConnectionRefusedError"} >= {
        each.error.partition(":")[0] for each in OutboxMail.objects.exclude(error="")
    }
    server.start()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert deliver() == 2
    assert OutboxMail.objects.filter(sent_at=None).count() == 0
    assert len({message["Message-ID"] for message in server.box.received}) == 2


def test_a_server_that_says_no_is_asked_again_later_with_the_same_message(server, user):
    tell(user)
    server.box.answer = "451 later"
    assert deliver() == 0
    waiting = OutboxMail.objects.get()
    assert waiting.error.startswith("SMTPDataError")
    server.box.answer = "250 OK"
    assert deliver() == 0, "before its time"
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert deliver() == 1
    (message,) = server.box.received
    assert message["Date"].datetime == waiting.created_at.replace(microsecond=0)
