"""Outbox of mails: `post` in the caller's transaction, `deliver_due` claims and sends them and retries.

No transaction is open while sending: a slow mail server must not hold a row lock that an entry waits for.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime, parseaddr
from typing import Any

import structlog
from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Body, MailAttachment, OutboxMail, User

log = structlog.get_logger(__name__)

# Delays between tries, almost two days in all; after the last one the mail is given up.
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
# A sender that dies leaves its claim; others take the mail after this time. It must be longer than the timeout of the
# mail server, or a mail that is slow to send would go twice.
CLAIM = timedelta(minutes=5)
ERROR_LENGTH = 300
NO_ADDRESS = "Cette personne n’a pas d’adresse de courriel."
NO_RIGHT = "Cette personne ne lit plus les contrats de l’organisme dont parle ce courriel."
PDF = "application/pdf"
# Mails about one’s own account may hold a link that opens it: their text is not kept once they are sent.
OWN_ACCOUNT = "compte"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to post. `key` names its subject: one key makes one mail, ever. `about` is the body whose figures are in
    it. `to` is another address than that of the account.
    """

    kind: str
    key: str
    subject: str
    body: str
    about: Body | None = None
    attachment: MailAttachment | None = None
    to: str = ""


def post(*, user: User, letter: Letter, moment: datetime | None = None) -> bool:
    """Queue a mail in the caller's transaction. False when its key was posted before."""
    now = moment or timezone.now()
    _, is_new = OutboxMail.objects.get_or_create(
        key=letter.key,
        defaults={
            "user": user,
            "kind": letter.kind,
            "subject": letter.subject,
            "body": letter.body,
            "about": letter.about,
            "attachment": letter.attachment,
            "address": letter.to,
            "created_at": now,
            "next_try_at": now,
        },
    )
    return is_new


def posted(keys: Iterable[str]) -> frozenset[str]:
    """Those of the keys that have their mail already."""
    return frozenset(OutboxMail.objects.filter(key__in=keys).values_list("key", flat=True))


def deliver_due() -> int:
    """Send what is due, the oldest first; returns how many were sent.

    A mail that fails waits for its next try, and the next mail is tried. When the server itself is unreachable the
    round ends: each further mail would wait for the same timeout.
    """
    sent = 0
    server = mail.mailers.default
    try:
        while claimed := _claim():
            if _is_sent(server, claimed):
                sent += 1
            elif not _reaches(server):
                break
    finally:
        server.close()
    # Also when nothing was sent: a mail that was given up waits no longer for its page.
    MailAttachment.objects.exclude(mails__next_try_at__isnull=False).delete()
    return sent


def _reaches(server: Any) -> bool:
    """Whether the server accepts a new connection after a failed send."""
    server.close()
    try:
        server.open()
    except Exception as error:  # noqa: BLE001 - whatever it is, there is no server to send by
        log.warning("mail_server_away", error=type(error).__name__)
        return False
    return True


@transaction.atomic
def _claim() -> OutboxMail | None:
    """Claim the oldest due mail: lock its row and push its next try back, so that no other sender takes it."""
    now = timezone.now()
    due = OutboxMail.objects.select_related("user", "attachment").filter(next_try_at__lte=now)
    # SQLite has no SKIP LOCKED and needs none: its writing transactions run one at a time.
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    outgoing = due.order_by("next_try_at", "pk").first()
    if outgoing is not None:
        outgoing.tries += 1
        outgoing.next_try_at = now + CLAIM
        outgoing.save(update_fields=["tries", "next_try_at"])
    return outgoing


def _is_sent(server: Any, outgoing: OutboxMail) -> bool:
    """Send one mail and store the result. The log names the person and the kind of mail, never its text."""
    event = log.bind(username=outgoing.user.username, kind=outgoing.kind)
    if refusal := _refusal(outgoing):
        reason, text = refusal
        _write(outgoing, error=text, next_try_at=None)
        event.warning("mail_given_up", error=reason)
        return True
    try:
        server.send_messages([_message(outgoing)])
    except Exception as error:  # noqa: BLE001 - any failure is stored with the mail; the next mails must still go
        is_last = outgoing.tries >= TRIES
        again = None if is_last else timezone.now() + WAITS[outgoing.tries - 1]
        _write(outgoing, error=f"{type(error).__name__}: {error}"[:ERROR_LENGTH], next_try_at=again)
        event.warning("mail_given_up" if is_last else "mail_failed", error=type(error).__name__)
        return False
    forgotten = {"body": ""} if outgoing.kind == OWN_ACCOUNT else {}
    _write(outgoing, error="", next_try_at=None, sent_at=timezone.now(), **forgotten)
    event.info("mail_sent")
    return True


def _refusal(outgoing: OutboxMail) -> tuple[str, str] | None:
    """Why it is not sent, for the log and for the administrator. Rights are those of the moment of sending."""
    user, about = outgoing.user, outgoing.about_id
    if not (outgoing.address or user.email) or not user.is_active:
        return "no_address", NO_ADDRESS
    if about is not None and not Body.objects.visible_to(user).filter(pk=about).exists():
        return "no_right", NO_RIGHT
    return None


def _write(outgoing: OutboxMail, **fields: object) -> None:
    """Store the result, unless the claim expired and another sender took the mail (`tries` has moved on)."""
    OutboxMail.objects.filter(pk=outgoing.pk, tries=outgoing.tries).update(**fields)


def _message(outgoing: OutboxMail) -> mail.EmailMessage:
    """Date and Message-ID depend on the mail, not on the try: if it is sent twice, mail programs show it once."""
    message = mail.EmailMessage(
        subject=outgoing.subject,
        body=outgoing.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[outgoing.address or outgoing.user.email],
        headers={
            "Auto-Submitted": "auto-generated",
            "Date": format_datetime(timezone.localtime(outgoing.created_at)),
            "Message-ID": _message_id(outgoing.key),
        },
    )
    if outgoing.attachment is not None:
        message.attach(outgoing.attachment.name, bytes(outgoing.attachment.content), PDF)
    return message


def _message_id(key: str) -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"
