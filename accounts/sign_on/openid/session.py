"""What a session that began at the provider remembers of it: enough to end it there, and when the person was last
asked who they are.
"""

import time
from typing import Any

from allauth.account.signals import user_logged_in
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.sign_on.openid.current import configuration

KEY = "openid"


def note(login: SocialLogin, identity_token: str, claims: dict[str, Any]) -> None:
    """In the state of the sign-in, which a second factor may interrupt."""
    asked_at = claims.get("auth_time")
    login.state[KEY] = {
        "id_token": identity_token,
        "asked_at": asked_at if isinstance(asked_at, int) else 0,
        "is_assured": bool(configuration().required_acr),
    }


def is_assured(login: SocialLogin | None) -> bool:
    """Whether the provider vouched for the level that the settings require: a second factor here would be a third."""
    return login is not None and bool(login.state.get(KEY, {}).get("is_assured"))


@receiver(user_logged_in)
def remember(request: HttpRequest, sociallogin: SocialLogin | None = None, **_: object) -> None:
    request.session.pop(KEY, None)
    if sociallogin is not None and KEY in sociallogin.state:
        noted = sociallogin.state[KEY]
        request.session[KEY] = {name: noted[name] for name in ("id_token", "asked_at")}


def identity_token(request: HttpRequest) -> str:
    return str(request.session.get(KEY, {}).get("id_token", ""))


def began_at_provider(request: HttpRequest) -> bool:
    return KEY in request.session


def was_asked_lately(request: HttpRequest) -> bool:
    """Whether the provider asked the person who they are within the time of a confirmation by password."""
    asked_at = request.session.get(KEY, {}).get("asked_at", 0)
    return bool(time.time() - asked_at < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
