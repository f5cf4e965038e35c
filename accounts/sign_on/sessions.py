"""Sessions that a person has open, on whichever device, as a change of their account ends or marks them."""

from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.dispatch import receiver

from accounts.granting.signals import access_closed
from accounts.models import User


@receiver(access_closed)
def end_all(person: User, **_: object) -> None:
    for each in UserSession.objects.filter(user=person):
        each.end()


def write_into_all(person: User, name: str, value: Any, *, unless: str = "") -> None:
    """Into those that do not hold `unless`."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for each in UserSession.objects.filter(user=person):
        session = store(each.session_key)
        # One that is over would begin anew.
        if session.exists(each.session_key) and unless not in session:
            session[name] = value
            session.save()
