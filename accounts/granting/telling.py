"""Mails to administrators about rights that decide on figures."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.template.loader import render_to_string

from accounts.granting.second import TOLD, administrators_of
from accounts.models import Body, User
from accounts.outbox import Letter, post

KIND = "droits"
SUBJECTS = {
    "given": "un rôle est donné dans votre organisme",
    "account": "un compte change dans votre organisme",
    "asked": "un rôle attend votre accord",
    "decided": "suite de votre demande de rôle",
}


def tell_administrators(body: Body, event: str, *, apart: Collection[User | None], **context: Any) -> int:
    """Write to the administrators of the body but those `apart`; how many there are."""
    return tell([each for each in administrators_of(body) if each not in apart], event, body=body, **context)


def tell_of_account(person: User, what: str, *, actor: User | None) -> None:
    """Of an account that decides on figures or administers: whoever changes it may become that person."""
    roles = [role.value for role in TOLD]
    bodies = Body.objects.filter(memberships__user=person, memberships__role__in=roles).distinct()
    for body in bodies.order_by("pk"):
        tell_administrators(body, "account", apart={actor, person}, person=person, what=what, actor=actor)


def tell(people: Iterable[User], event: str, **context: Any) -> int:
    """In the caller's transaction. Returns how many are written to."""
    listed = [each for each in people if each.is_active]
    for user in listed:
        text = render_to_string(
            f"accounts/rights/{event}.txt",
            context | {"user": user, "address": f"{settings.PUBLIC_URL}/administration/accounts/"},
        )
        letter = Letter(
            kind=KIND,
            key=f"{KIND}:{uuid4().hex}",
            subject=f"Suivi du CPG\u00a0: {SUBJECTS[event]}",
            body=text,
        )
        post(user=user, letter=letter)
    return len(listed)
