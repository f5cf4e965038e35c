"""Give, replace and withdraw roles, open and close accounts."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.granting.history import Act, Line, lock_body, remember
from accounts.granting.second import TOLD, is_second_needed
from accounts.granting.signals import access_closed, role_given
from accounts.granting.telling import tell_administrators, tell_of_account
from accounts.models import Body, Membership, RightKind, RoleRequest, User, Way
from accounts.rights import Role, Verb, may

ACTIVE = "actif"


class SecondNeededError(Exception):
    """A second administrator must accept this role: nothing was written."""


@transaction.atomic
def change_role(
    *,
    person: User,
    body: Body,
    before: Role | None = None,
    after: Role | None = None,
    actor: User | None,
    way: Way,
    request: RoleRequest | None = None,
) -> bool:
    """Withdraw `before` and give `after`; False when nothing changes. `actor` is None for a command of the operator.

    Raises SecondNeededError for a role that decides on figures which the actor would give themselves, unless it was
    asked for by a `request` that somebody else accepts.
    """
    if before is after:
        return False
    lock_body(body)
    _require_administrator(actor, body)
    if actor and after and request is None and is_second_needed(actor, person, after, body):
        raise SecondNeededError
    return _write(person, body, before, after, Act(actor, way, request))


@transaction.atomic
def begin_body(*, person: User, body: Body) -> None:
    """Whoever loads the first contract of a body becomes its administrator."""
    lock_body(body)
    if Membership.objects.filter(body=body).exists():
        raise PermissionDenied
    _write(person, body, None, Role.ADMINISTRATEUR, Act(person, Way.LOADING))


@transaction.atomic
def create_body(*, actor: User, code: str, name: str, short_name: str, **more: Any) -> Body:
    """A body without anybody in it yet: the superuser then names its first administrator."""
    if not actor.is_superuser:
        raise PermissionDenied
    return Body.objects.create(code=code, name=name, short_name=short_name, **more)


@transaction.atomic
def change_access(*, person: User, is_active: bool, actor: User | None, way: Way) -> None:
    """Open or close an account: all its roles count, or none does. Closed, it has no session that a later opening would
    bring back.
    """
    before, after = ("", ACTIVE) if is_active else (ACTIVE, "")
    bodies = list(Body.objects.filter(memberships__user=person).distinct().order_by("pk"))
    for body in bodies:
        lock_body(body)
        _require_administrator(actor, body)
    if User.objects.filter(pk=person.pk, is_active=not is_active).update(is_active=is_active):
        for body in bodies:
            remember(body, [Line(RightKind.ACCESS, person, before, after)], Act(actor, way))
        if not is_active:
            access_closed.send(User, person=person)
        elif way is Way.FORM:
            tell_of_account(person, "a rouvert l’accès", actor=actor)


def _require_administrator(actor: User | None, body: Body) -> None:
    if actor is not None and not (actor.is_superuser or may(actor, Verb.ADMINISTER, body)):
        raise PermissionDenied


def _write(person: User, body: Body, before: Role | None, after: Role | None, act: Act) -> bool:
    held = Membership.objects.filter(user=person, body=body)
    had = before if before and held.filter(role=before.value).delete()[0] else None
    got = after if after and not held.filter(role=after.value).exists() else None
    if had == got:
        return False
    if got:
        Membership.objects.create(user=person, body=body, role=got.value)
        role_given.send(User, person=person)
    person.forget_roles()
    line = Line(RightKind.ROLE, person, had.value if had else "", got.value if got else "")
    remember(body, [line], act)
    if got in TOLD and act.way is Way.FORM:
        apart = {act.actor, person}
        tell_administrators(body, "given", apart=apart, person=person, role=got, actor=act.actor)
    return True
