"""First sign-ins: who waits for an administrator, who sees them, and what an administrator decides."""

from allauth.account.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.granting import change_role
from accounts.models import Arrival, Body, Membership, User, Way
from accounts.models.security import SecurityKind
from accounts.outbox import Letter, post
from accounts.rights import Role
from accounts.security.recording import log_security
from accounts.sign_on.links import write_to
from accounts.sign_on.openid.claims import Claims, proposed_body, proposed_role, text_of
from accounts.sign_on.openid.configuration import Configuration

TO_ADMINISTRATORS = "demande-d-acces"


def record(configuration: Configuration, claims: Claims, request: HttpRequest) -> Arrival | None:
    """None for somebody of another organisation, where the settings say how bodies are recognised."""
    body = proposed_body(configuration, claims)
    if body is None and configuration.body_claim:
        return None
    if body is None and Body.objects.count() == 1:
        body = Body.objects.get()
    arrival, is_new = Arrival.objects.update_or_create(
        issuer=configuration.issuer,
        subject=claims["sub"],
        defaults={
            "first_name": text_of(claims, "given_name"),
            "last_name": text_of(claims, "family_name", "usual_name"),
            "email": text_of(claims, "email", longest=254),
            "body": body,
            "role": proposed_role(configuration, claims) or "",
            "arrived_at": timezone.now(),
        },
    )
    if is_new:
        _tell_administrators(arrival)
        log_security(
            SecurityKind.RIGHT_ASKED, body=arrival.body, request=request, detail="première connexion"
        )
    return arrival


def shown_to(user: User) -> QuerySet[Arrival]:
    """Those that propose a body which the person administers, or none."""
    mine = Q(body__in=Body.objects.all().administered_by(user)) | Q(body__isnull=True)
    found = Arrival.objects.select_related("body", "refused_by")
    return found.filter(mine) if user.administers_something() or user.is_superuser else found.none()


@transaction.atomic
def accept(*, arrival: Arrival, body: Body, role: Role, actor: User) -> User | None:
    """Open the account of somebody who waits. None when another administrator was faster.

    Raises SecondNeededError where the actor would accept themselves, under another name of theirs, for a role that
    decides on figures.
    """
    # The lock: two administrators who accept at once open one account.
    waiting = shown_to(actor).select_for_update(of=("self",)).filter(pk=arrival.pk).first()
    if waiting is None:
        return None
    names = [waiting.email, waiting.first_name, waiting.last_name, "personne"]
    user = User(
        username=get_adapter().generate_unique_username(names),
        first_name=waiting.first_name,
        last_name=waiting.last_name,
        email=waiting.email,
    )
    user.set_unusable_password()
    user.save()
    change_role(person=user, body=body, after=role, actor=actor, way=Way.FORM)
    SocialAccount.objects.create(user=user, provider=waiting.issuer, uid=waiting.subject)
    waiting.delete()
    log_security(SecurityKind.ACCOUNT_OPENED, actor=actor, subject=user, body=body, detail="demande acceptée")
    text = render_to_string("account/email/accepted.txt", {"body": body, "role": role, "address": _sign_in()})
    write_to(user, "votre accès est ouvert", text)
    return user


@transaction.atomic
def refuse(*, arrival: Arrival, actor: User) -> bool:
    """The person is told at their next sign-in. An administrator may still accept them."""
    found = shown_to(actor).filter(pk=arrival.pk, refused_at__isnull=True)
    is_refused = bool(found.update(refused_at=timezone.now(), refused_by=actor))
    if is_refused:
        log_security(
            SecurityKind.SIGN_IN_REFUSED, actor=actor, body=arrival.body, detail="demande d’accès refusée"
        )
    return is_refused


def _tell_administrators(arrival: Arrival) -> None:
    text = render_to_string(
        "account/email/arrival.txt",
        {"arrival": arrival, "address": f"{settings.PUBLIC_URL}{reverse('arrivals')}"},
    )
    for person in _asked(arrival.body):
        key = f"{TO_ADMINISTRATORS}:{arrival.pk}:{person.pk}"
        subject = "Suivi du CPG\u00a0: quelqu’un demande un accès"
        post(user=person, letter=Letter(kind=TO_ADMINISTRATORS, key=key, subject=subject, body=text))


def _asked(body: Body | None) -> list[User]:
    """The administrators of the body; where none is proposed, who administers the installation, or else everybody who
    administers a body: somebody has to answer.
    """
    people = User.objects.filter(is_active=True)
    if body is None and (found := list(people.filter(is_superuser=True).exclude(email=""))):
        return found
    held = Membership.objects.filter(role=Role.ADMINISTRATEUR.value)
    held = held if body is None else held.filter(body=body)
    return list(people.filter(pk__in=held.values("user")))


def _sign_in() -> str:
    return f"{settings.PUBLIC_URL}{reverse('account_login')}"
