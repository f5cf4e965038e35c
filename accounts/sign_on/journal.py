"""What django-allauth does on an account, written down in the journal of security."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import password_changed, password_reset, password_set, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.signals import social_account_added
from django.contrib.auth.signals import user_logged_out
from django.core.cache import cache
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.addresses import client_address
from accounts.models import User
from accounts.models.security import SecurityKind
from accounts.security.recording import log_security
from accounts.sign_on import defence
from accounts.sign_on.confirming import renew_session

PROVIDER = "fournisseur d’identité"
FACTORS: dict[str, str] = {
    Authenticator.Type.TOTP: "application de codes",
    Authenticator.Type.WEBAUTHN: "clé d’accès",
    Authenticator.Type.RECOVERY_CODES: "codes de secours",
}

# As django-allauth records them in the session.
WAYS = FACTORS | {"password": "mot de passe", "socialaccount": PROVIDER, "emergency": "lien de secours"}


def note_failure(request: HttpRequest, username: str) -> None:
    """A wrong password. Of an unknown account no name is kept: it may be a password in the wrong field."""
    user = _named(username)
    log_security(
        SecurityKind.SIGN_IN_FAILED,
        subject=user,
        request=request,
        detail="" if user else "compte inconnu",
    )


def note_lock(request: HttpRequest, username: str) -> None:
    """Once for each account and address in a quarter of an hour: refused tries may come a thousand times."""
    key = f"{defence.digest_of(username)}:{client_address(request)}"
    if cache.add(f"journal:{key}", True, defence.MINUTES * 60):
        log_security(SecurityKind.LOCKED, subject=_named(username), request=request)


def _named(username: str) -> User | None:
    return User.objects.filter(username__iexact=username).first()


def note_refusal_of_provider(request: HttpRequest, reason: str) -> None:
    """Once for each address and reason in a quarter of an hour: anybody may come back without having left."""
    if cache.add(f"journal:fournisseur:{reason}:{client_address(request)}", True, defence.MINUTES * 60):
        log_security(SecurityKind.SIGN_IN_REFUSED, request=request, detail=f"{PROVIDER}\u00a0: {reason}")


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **_: object) -> None:
    """With what the person showed, in order."""
    shown = [each.get("type", each["method"]) for each in get_authentication_records(request, user)]
    detail = ", ".join(WAYS[each] for each in dict.fromkeys(shown) if each in WAYS)
    log_security(SecurityKind.SIGNED_IN, actor=user, request=request, detail=detail)


@receiver(social_account_added)
def note_link(request: HttpRequest, sociallogin: SocialLogin, **_: object) -> None:
    log_security(
        SecurityKind.IDENTITY_LINKED, actor=sociallogin.user, request=request, detail="par l’adresse"
    )


@receiver(user_logged_out)
def note_sign_out(request: HttpRequest, user: User | None, **_: object) -> None:
    if user is not None:
        log_security(SecurityKind.SIGNED_OUT, actor=user, request=request)


@receiver([password_changed, password_reset, password_set])
def note_password(request: HttpRequest, user: User, **_: object) -> None:
    log_security(SecurityKind.PASSWORD_CHANGED, actor=user, request=request)


@receiver(authenticator_added)
def note_factor(request: HttpRequest, user: User, authenticator: Authenticator, **_: object) -> None:
    log_security(SecurityKind.FACTOR_ADDED, actor=user, request=request, detail=_factor(authenticator))


@receiver(authenticator_removed)
def note_factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_: object) -> None:
    log_security(SecurityKind.FACTOR_REMOVED, actor=user, request=request, detail=_factor(authenticator))


@receiver(authenticator_reset)
def note_codes(request: HttpRequest, user: User, **_: object) -> None:
    log_security(SecurityKind.CODES_RENEWED, actor=user, request=request)


@receiver(authentication_failed)
def note_wrong_code(request: HttpRequest, user: User, authenticator: Authenticator, **_: object) -> None:
    log_security(SecurityKind.FACTOR_FAILED, subject=user, request=request, detail=_factor(authenticator))


@receiver(authenticator_used)
def note_confirmation(
    request: HttpRequest,
    user: User,
    authenticator: Authenticator,
    reauthenticated: bool = False,
    **_: object,
) -> None:
    if reauthenticated:
        log_security(SecurityKind.REAUTHENTICATED, actor=user, request=request, detail=_factor(authenticator))
        renew_session(request)


def _factor(authenticator: Authenticator) -> str:
    return FACTORS.get(authenticator.type, "")
