"""To the provider and back, the page of who waits to be accepted, and the end of a session here and there."""

from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LogoutView
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET
from requests import RequestException

from accounts.models import Arrival
from accounts.sign_on.openid import session
from accounts.sign_on.openid.adapter import WAITING, answer
from accounts.sign_on.openid.current import configuration
from accounts.sign_on.openid.discovery import discovered
from accounts.sign_on.openid.provider import Client, Provider
from accounts.sign_on.openid.refusals import Reason, Refused

ELSEWHERE = {"cross-site", "same-site"}


@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """To the provider. A link and no form: the content security policy lets no form lead to another site.

    From a page of ours only: another site that led here would sign people in who asked for nothing.
    """
    if request.headers.get("Sec-Fetch-Site") in ELSEWHERE:
        return redirect("account_login")
    return _to_provider(request)


@require_GET
@login_required
def confirm(request: HttpRequest) -> HttpResponse:
    """To the provider, which asks the person again who they are: for acts on the security of the account."""
    return _to_provider(request, asks_again=True)


def _to_provider(request: HttpRequest, **noted: Any) -> HttpResponse:
    issuer = configuration().issuer
    provider: Provider = get_adapter().get_provider(request, issuer)
    try:
        return provider.redirect(request, AuthProcess.LOGIN, get_next_redirect_url(request), **noted)
    except Refused as refusal:
        return answer(request, refusal.reason)
    except RequestException:
        return answer(request, None)


class Callback(OAuth2CallbackView):
    adapter: Client

    def _get_state(self, request: HttpRequest, provider: Provider) -> tuple[Any, HttpResponse | None]:
        # Read once, and gone from the session with that.
        state, response = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, response


@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    client = Client(request, configuration())
    # RFC 9207: where the answer names its sender, it is the one that was asked.
    if request.GET.get("iss", client.configuration.issuer) != client.configuration.issuer:
        return answer(request, Reason.ISSUER)
    response: HttpResponse = Callback.adapter_view(client)(request)
    return response


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """How the first sign-in of this browser stands. Nobody is signed in."""
    name = configuration().name
    if WAITING not in request.session:
        return redirect("account_login")
    number = request.session[WAITING]
    arrival = Arrival.objects.select_related("body").filter(pk=number).first()
    if number and arrival is None:
        # Accepted meanwhile, or forgotten: a new sign-in tells which.
        return redirect("account_login")
    return render(request, "accounts/openid/waiting.html", {"arrival": arrival, "name": name}, status=403)


class SignOut(LogoutView):
    """Ends the session here, then there: else the next person at this computer would enter without a word."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        address = _end_at_provider(session.identity_token(self.request))
        response: HttpResponse = super().post(*args, **kwargs)
        if not address:
            return response
        context = {"address": address, "name": configuration().name}
        left = render(self.request, "accounts/openid/left.html", context)
        # A header, since the content security policy lets no form be led to another site.
        left["Refresh"] = f"0; url={address}"
        return left


def _end_at_provider(identity_token: str) -> str:
    """RP-initiated logout; "" when there is nothing to end, or no answer: the session here ends all the same."""
    if not identity_token or settings.OPENID is None:
        return ""
    try:
        address = discovered(settings.OPENID).get("end_session_endpoint", "")
    except (Refused, RequestException):
        return ""
    back = f"{settings.PUBLIC_URL}{reverse('account_login')}"
    asked = {"id_token_hint": identity_token, "post_logout_redirect_uri": back, "state": token_urlsafe(16)}
    return f"{address}?{urlencode(asked)}" if address else ""
