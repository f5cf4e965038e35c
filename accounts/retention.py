"""How long what is not history is kept, kind by kind; the table for people is docs/registre-rgpd.md.

History of contracts and rights is kept as long as the contract; the journal of security has a rule of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.drafts.keeping import DAYS
from accounts.models import Arrival, KeptPost, OutboxMail, WebhookDelivery


@dataclass(frozen=True, slots=True)
class Rule:
    """After so many days, `forget` lets go of what is older than a moment; it returns how many rows."""

    name: str
    days: int
    forget: Callable[[datetime], int]


def _kept_posts(until: datetime) -> int:
    return KeptPost.objects.filter(kept_at__lt=until).delete()[0]


def _sessions(until: datetime) -> int:
    """Those that have ended; the end of each is in its row."""
    return Session.objects.filter(expire_date__lt=until).delete()[0]


def _open_sessions(until: datetime) -> int:
    count: int = UserSession.objects.filter(last_seen_at__lt=until).delete()[0]
    return count


def _texts_of_mails(until: datetime) -> int:
    """What was written to somebody; that it was sent is still known, so that it is not sent again."""
    mails = OutboxMail.objects.filter(next_try_at=None, created_at__lt=until).exclude(body="")
    return mails.update(body="")


def _mails(until: datetime) -> int:
    return OutboxMail.objects.filter(next_try_at=None, created_at__lt=until).delete()[0]


def _calls(until: datetime) -> int:
    return WebhookDelivery.objects.filter(next_try_at=None, created_at__lt=until).delete()[0]


def _arrivals(until: datetime) -> int:
    """Neither accepted nor seen again; who comes back asks anew."""
    return Arrival.objects.filter(arrived_at__lt=until).delete()[0]


def _administration(until: datetime) -> int:
    return LogEntry.objects.filter(action_time__lt=until).delete()[0]


RULES = (
    Rule("textes gardés d’un formulaire", DAYS, _kept_posts),
    Rule("sessions finies", 1, _sessions),
    Rule("liste des sessions ouvertes", 7, _open_sessions),
    Rule("textes des courriels", 90, _texts_of_mails),
    Rule("courriels", 730, _mails),
    Rule("envois des appels sortants", 90, _calls),
    Rule("demandes d’accès", 90, _arrivals),
    Rule("journal de l’administration", 365, _administration),
)


def forget_what_is_over() -> int:
    """Apply every rule; returns how many rows were let go of."""
    now = timezone.now()
    return sum(rule.forget(now - timedelta(days=rule.days)) for rule in RULES)
