"""Posting what was planned. Run twice, it posts nothing new: a letter has its key, and its day."""

from django.db.models import Max
from django.utils import timezone

from accounts.models import OutboxMail
from accounts.outbox import post
from dashboards.reminders.actions.desks import desks
from dashboards.reminders.actions.planning import KIND, plan


def remind_owners() -> int:
    """Post what everybody is to be told now of actions; returns how many mails that makes."""
    now = timezone.localtime()
    latest = OutboxMail.objects.filter(kind=KIND).order_by().values_list("user_id")
    told = {key: timezone.localtime(last) for key, last in latest.annotate(last=Max("created_at"))}
    letters = [(user, plan(desk, told.get(user.pk), now)) for user, desk in desks(now.date())]
    return sum(post(user=user, letter=letter, moment=now) for user, letter in letters if letter is not None)
