"""Who must have a second factor, its secrets, and the gate that waits for it.

The session remembers whether one is missing, from the sign-in on or since a role was given: a page asks the database
nothing more.
"""

from base64 import b32encode
from collections.abc import Callable
from secrets import token_bytes
from typing import Any

from allauth.account.signals import user_logged_in
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts import encryption
from accounts.granting.signals import role_given
from accounts.models import Membership, User
from accounts.sign_on.links import notify
from accounts.sign_on.openid import session
from accounts.sign_on.sessions import write_into_all
from accounts.sign_on.totp import address_of

TAKEN_AWAY = "un administrateur a retiré votre second facteur"
PURPOSE = "facteur"
MISSING = "second_facteur_manque"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# What remains open to who has to add one: to add it, to leave, and what needs no right.
OPEN = {"security", "appearance", "guide", "accessibility", "throw_draft_away"}


class Adapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": (
            "Ce code n’est pas le bon, a déjà servi, ou n’est plus affiché. Attendez le code suivant et tapez-le "
            "aussitôt\u202f; s’il est refusé aussi, vérifiez que l’heure du téléphone est réglée automatiquement."
        ),
        "unknown_code": (
            "Ce code n’est pas celui attendu. Attendez le code suivant et tapez-le aussitôt. S’il est refusé aussi, "
            "l’heure du téléphone n’est pas juste, ou cette application ne lit pas les codes SHA-256\u00a0: "
            "prenez-en une autre."
        ),
        "weak_passkey": (
            "Cette clé signe d’une manière qui n’est pas admise (RSA). Prenez votre téléphone, une clé USB de "
            "sécurité, ou une application de codes."
        ),
        "cannot_delete_authenticator": (
            "Votre rôle demande un second facteur\u00a0: ajoutez-en un autre avant de retirer celui-ci."
        ),
    }

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(PURPOSE, text)

    def decrypt(self, encrypted_text: str) -> str:
        # Where the key of the settings was replaced no code may fit: those of an empty secret can be known.
        return encryption.decrypt(PURPOSE, encrypted_text) or b32encode(token_bytes(20)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS)
        others = others.exclude(pk=authenticator.pk)
        return not is_required(authenticator.user) or others.exists()

    def build_totp_url(self, user: User, secret: str) -> str:
        return address_of(secret, user.username, settings.MFA_TOTP_ISSUER)

    def generate_authenticator_name(self, user: User, kind: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=kind).count() + 1
        return "Clé d’accès" if number == 1 else f"Clé d’accès {number}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        site: dict[str, str] = super().get_public_key_credential_rp_entity()
        return site | {"name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        person: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return person | {"name": user.username}


def is_required(user: User) -> bool:
    roles = settings.SECOND_FACTOR_ROLES
    if not roles:
        return False
    return user.is_superuser or Membership.objects.filter(user=user, role__in=roles).exists()


def has_second_factor(user: User) -> bool:
    found: bool = Authenticator.objects.filter(user=user, type__in=FACTORS).exists()
    return found


def take_away(user: User) -> bool:
    """Because it was lost: an administrator does, and the person is told. False where there was none."""
    is_taken = bool(Authenticator.objects.filter(user=user).delete()[0])
    if is_taken:
        notify(user, TAKEN_AWAY)
        ask_in_open_sessions(user)
    return is_taken


@receiver(role_given)
def ask_in_open_sessions(person: User, **_: object) -> None:
    """After a change of rights or of factors: an open session is worth no more than one that begins now."""
    if is_required(person) and not has_second_factor(person):
        is_vouched = settings.OPENID is not None and settings.OPENID.required_acr
        write_into_all(person, MISSING, True, unless=session.KEY if is_vouched else "")


class SecondFactorMiddleware:
    """Leads who must have a second factor, and has none yet, to the page where they add one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        match = request.resolver_match
        name = (match and match.url_name) or ""
        if name in OPEN or name.startswith(("account_", "mfa_", "usersessions_", "openid_")):
            return None
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.session.get(MISSING):
            return None
        if isinstance(request.user, User) and has_second_factor(request.user):
            del request.session[MISSING]
            return None
        messages.warning(request, "Votre rôle demande un second facteur\u00a0: ajoutez-le pour continuer.")
        return redirect("security")


class Stage(AuthenticateStage):
    """Asks for the second factor, unless the provider of identities vouched for one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        vouched = session.is_assured((self.login.signal_kwargs or {}).get("sociallogin"))
        return not vouched and bool(super()._should_handle(request))


@receiver(user_logged_in)
def note_what_is_missing(
    request: HttpRequest, user: User, sociallogin: SocialLogin | None = None, **_: object
) -> None:
    request.session.pop(MISSING, None)
    if session.is_assured(sociallogin):
        return
    if is_required(user) and not has_second_factor(user):
        request.session[MISSING] = True
