"""Posting what was planned. Run twice, it posts nothing new: each letter has its key, and each kind its day."""

from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from accounts.models import OutboxMail
from accounts.outbox import post
from dashboards.reminders.figures.desks import desks
from dashboards.reminders.figures.planning import KINDS, Told, plan


def remind_everyone() -> int:
    """Post what everybody is to be told now; returns how many mails that makes."""
    now = timezone.localtime()
    told = _told()
    letters = [
        (user, letter)
        for user, desk in desks(now.date())
        for letter in plan(desk, told.get(user.pk, {}), now)
    ]
    return sum(post(user=user, letter=letter, moment=now) for user, letter in letters)


def _told() -> dict[int, Told]:
    """When each person was last written to, by kind, in Paris time."""
    latest = (
        OutboxMail.objects.filter(kind__in=KINDS)
        .order_by()
        .values_list("user_id", "kind")
        .annotate(last=Max("created_at"))
    )
    found: dict[int, dict[str, datetime]] = {}
    for user_pk, kind, last in latest:
        found.setdefault(user_pk, {})[kind] = timezone.localtime(last)
    return dict(found)
