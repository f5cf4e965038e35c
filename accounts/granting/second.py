"""When a second administrator is needed, and who may be that second."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import Body, RightKind, RightRevision, SecurityEvent, User
from accounts.models.security import SecurityKind
from accounts.rights import ALLOWED, Role, Verb, may

DECISIONS = frozenset({Verb.VALIDATE, Verb.LOCK, Verb.NEUTRALISE, Verb.AMEND, Verb.CLOSE})
DECIDING = frozenset(role for role in Role if DECISIONS & ALLOWED[role])
# Roles of which the other administrators of the body are told.
TOLD = DECIDING | {Role.ADMINISTRATEUR}
# Time for others to notice an administrator who was made to accept.
NEW_FOR = timedelta(days=30)


def is_second_needed(actor: User, person: User, role: Role, body: Body) -> bool:
    """Whether the actor would give themselves a role that decides on figures, in a body that has validated some."""
    return role in DECIDING and is_same_person(actor, person) and _has_validated_figures(body.pk)


def would_take(actor: User, person: User) -> bool:
    """Whether the actor would become, by the address or the name that they give to it, who has another account that
    decides on figures. `person` is as it would be saved.
    """
    return actor.pk != person.pk and is_same_person(actor, person) and _decides(person)


def did_lately(actor: User, person: User, *kinds: SecurityKind) -> bool:
    """Whether the actor did such a thing to an account that decides on figures. Another address and no second factor
    open it: whoever did the one leaves the other to another administrator, or to who runs the application.
    """
    if actor.is_superuser or actor.pk == person.pk or not _decides(person):
        return False
    done = SecurityEvent.objects.filter(kind__in=[kind.value for kind in kinds], actor=actor, subject=person)
    return done.filter(happened_at__gt=timezone.now() - NEW_FOR).exists()


def _decides(person: User) -> bool:
    roles = [role.value for role in DECIDING]
    bodies = person.memberships.filter(role__in=roles).values_list("body", flat=True)
    return any(_has_validated_figures(pk) for pk in bodies)


def is_same_person(one: User, other: User) -> bool:
    """The same account, or accounts with one address or one name: a person may have several."""
    if one.pk == other.pk:
        return True
    return any(mine and mine == theirs for mine, theirs in zip(_marks(one), _marks(other), strict=True))


def why_not_second(user: User, body: Body, *people: User) -> str:
    """Why that person may not accept what these people asked for in the body; "" if they may."""
    if not (user.is_superuser or may(user, Verb.ADMINISTER, body)):
        return "vous n’administrez pas cet organisme"
    if any(is_same_person(user, each) for each in people):
        return "un autre administrateur doit l’accepter"
    if user.pk in _made_lately(body, *people):
        return f"vous tenez de son auteur un rôle d’administrateur de moins de {NEW_FOR.days} jours"
    return ""


def _made_lately(body: Body, *people: User) -> set[int]:
    """The administrators whom these people named lately, and whom those named in turn."""
    named = RightRevision.objects.filter(
        body=body,
        kind=RightKind.ROLE.value,
        after=Role.ADMINISTRATEUR.value,
        recorded_at__gt=timezone.now() - NEW_FOR,
    )
    found = {each.pk for each in people}
    for actor, person in named.order_by("sequence").values_list("actor", "person"):
        if actor in found:
            found.add(person)
    return found


def administrators_of(body: Body) -> list[User]:
    found = User.objects.filter(
        memberships__body=body, memberships__role=Role.ADMINISTRATEUR.value, is_active=True
    )
    return list(found.order_by("pk"))


def _has_validated_figures(body_pk: int) -> bool:
    return bool(import_string(settings.HAS_VALIDATED_FIGURES)(body_pk))


def _marks(user: User) -> tuple[str, str]:
    """Their address without what follows a `+`, and their name."""
    box, _, host = user.email.casefold().partition("@")
    return (f"{box.partition('+')[0]}@{host}" if host else "", user.get_full_name().casefold())
