"""Which events of the journal of security a person may read."""

from django.db.models import Q, QuerySet

from accounts.models import Body, SecurityEvent, User


def events_for(user: User) -> "QuerySet[SecurityEvent]":
    """The latest first: events of the administered bodies, and those without a body of an account that belongs to one
    of them. What concerns no account at all is shown where the installation has a single body.
    """
    events = SecurityEvent.objects.select_related("actor", "subject", "body")
    if user.is_superuser:
        return events
    bodies = list(Body.objects.all().administered_by(user).values_list("pk", flat=True))
    people = User.objects.filter(memberships__body__in=bodies).values("pk")
    shown = Q(body__in=bodies) | Q(body__isnull=True, actor__in=people)
    shown |= Q(body__isnull=True, subject__in=people)
    if bodies and Body.objects.count() == 1:
        shown |= Q(body__isnull=True, actor__isnull=True, subject__isnull=True)
    return events.filter(shown)
