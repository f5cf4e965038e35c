"""The way in when the provider is down and passwords are closed: a link made on the server, for one person, once."""

from datetime import timedelta

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login, url_str_to_user_pk, user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.models.security import SecurityKind
from accounts.security.recording import log_security
from accounts.sign_on.links import TimedTokens

LASTS = timedelta(minutes=10)


class EmergencyTokens(TimedTokens):
    key_salt = "accounts.sign_on.emergency"

    def lasts(self, user: User) -> timedelta:
        return LASTS


def link_for(user: User) -> str:
    log_security(SecurityKind.EMERGENCY_LINK, subject=user)
    names = {"uidb36": user_pk_to_url_str(user), "key": EmergencyTokens().make_token(user)}
    return f"{settings.PUBLIC_URL}{reverse('emergency', kwargs=names)}"


@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: HttpRequest, uidb36: str, key: str) -> HttpResponse:
    """A button signs in, and not the link: what looks at links in advance would use it up. A second factor is asked."""
    user = _person(uidb36)
    if user is None or not EmergencyTokens().check_token(user, key):
        return render(request, "accounts/openid/emergency.html", {"is_good": False}, status=403)
    if request.method != "POST":
        return render(request, "accounts/openid/emergency.html", {"is_good": True, "person": user})
    log_security(SecurityKind.EMERGENCY_LINK, subject=user, request=request, detail="employé")
    record_authentication(request, user, method="emergency")
    response: HttpResponse = perform_login(request, user)
    return response


def _person(uidb36: str) -> User | None:
    try:
        return User.objects.filter(pk=url_str_to_user_pk(uidb36), is_active=True).first()
    except (ValidationError, ValueError):
        return None
