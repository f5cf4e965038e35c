"""Mails that are told once: posted with the fact that they tell, claimed by one sender, tried again until they go.

Posting is part of the caller's transaction; sending holds none, so that a slow mail server keeps no entry waiting.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime, parseaddr
from typing import Any

import structlog
from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import OutboxMail, User

log = structlog.get_logger(__name__)

# How long after each failure the next try comes; after the last of them the mail is given up.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)
TRIES = len(WAITS) + 1
# Who claims a mail and dies leaves it to others after this time, longer than any answer of a mail server is waited for.
CLAIM = timedelta(minutes=5)
ERROR_LENGTH = 300
NO_ADDRESS = "Cette personne n’a pas d’adresse de courriel."


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person is told, before it is posted. `key` says what it is about: one key is one mail, for ever."""

    kind: str
    key: str
    subject: str
    body: str


def post(*, user: User, letter: Letter, moment: datetime | None = None) -> bool:
    """Have a mail sent once the caller's transaction is committed; whether it was not posted already."""
    now = moment or timezone.now()
    _, is_new = OutboxMail.objects.get_or_create(
        key=letter.key,
        defaults={
            "user": user,
            "kind": letter.kind,
            "subject": letter.subject,
            "body": letter.body,
            "created_at": now,
            "next_try_at": now,
        },
    )
    return is_new


def deliver_due() -> int:
    """Send what is due, the oldest first; returns how many were sent.

    A mail that fails waits for its next try and holds no other back. A server that cannot be reached ends the round:
    each mail would wait as long for nothing.
    """
    sent = 0
    server = mail.mailers.default
    try:
        while found := _claim():
            if _is_sent(server, found):
                sent += 1
            elif not _reaches(server):
                break
    finally:
        server.close()
    return sent


def _reaches(server: Any) -> bool:
    """Whether the server still takes a connection, once the one that failed is closed."""
    server.close()
    try:
        server.open()
    except Exception as error:  # noqa: BLE001 - whatever it is, there is no server to send by
        log.warning("mail_server_away", error=type(error).__name__)
        return False
    return True


@transaction.atomic
def _claim() -> OutboxMail | None:
    """The next mail that is due, which nobody else then takes: others skip the row, and then find it not due."""
    now = timezone.now()
    due = OutboxMail.objects.select_related("user").filter(next_try_at__lte=now)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    found = due.order_by("next_try_at", "pk").first()
    if found is not None:
        found.tries += 1
        found.next_try_at = now + CLAIM
        found.save(update_fields=["tries", "next_try_at"])
    return found


def _is_sent(server: Any, found: OutboxMail) -> bool:
    """Try one mail, and write how it went. The log names the person and the sort of mail, never what it says."""
    said = log.bind(username=found.user.username, kind=found.kind)
    if not found.user.email or not found.user.is_active:
        _write(found, error=NO_ADDRESS, next_try_at=None)
        said.warning("mail_given_up", error="no_address")
        return True
    try:
        server.send_messages([_message(found)])
    except Exception as error:  # noqa: BLE001 - whatever it is, it is kept beside the mail and no other waits for it
        is_last = found.tries >= TRIES
        again = None if is_last else timezone.now() + WAITS[found.tries - 1]
        _write(found, error=f"{type(error).__name__}: {error}"[:ERROR_LENGTH], next_try_at=again)
        said.warning("mail_given_up" if is_last else "mail_failed", error=type(error).__name__)
        return False
    _write(found, error="", next_try_at=None, sent_at=timezone.now())
    said.info("mail_sent")
    return True


def _write(found: OutboxMail, **fields: object) -> None:
    """Only for the try that was claimed: a claim that lasted too long was taken up by somebody else."""
    OutboxMail.objects.filter(pk=found.pk, tries=found.tries).update(**fields)


def _message(found: OutboxMail) -> mail.EmailMessage:
    """Date and Message-ID are those of the mail, not of the try: sent twice, it is recognised as one."""
    return mail.EmailMessage(
        subject=found.subject,
        body=found.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[found.user.email],
        headers={
            "Auto-Submitted": "auto-generated",
            "Date": format_datetime(timezone.localtime(found.created_at)),
            "Message-ID": _message_id(found.key),
        },
    )


def _message_id(key: str) -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"
