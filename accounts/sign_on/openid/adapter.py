"""What django-allauth asks of a sign-in by the provider: whose account it opens, and how it is refused."""

from secrets import token_urlsafe
from typing import Any

import structlog
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from requests import RequestException, Session

from accounts.models import User
from accounts.sign_on.journal import note_refusal_of_provider
from accounts.sign_on.openid import arrivals, session
from accounts.sign_on.openid.claims import Claims, verified_address
from accounts.sign_on.openid.current import configuration
from accounts.sign_on.openid.provider import Provider, application
from accounts.sign_on.openid.refusals import Reason, Refused

log = structlog.get_logger(__name__)

# The session of the browser names who waits: the page tells them how it stands.
WAITING = "demande_d_acces"
FOREIGN = 0


class Adapter(DefaultSocialAccountAdapter):
    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The one of the settings. Rows of the database are not read: who writes there would open every account."""
        if settings.OPENID is None:
            return []
        app = application(settings.OPENID)
        is_asked = provider in {None, app.provider, app.provider_id} and client_id in {None, app.client_id}
        return [app] if is_asked else []

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Provider:
        return Provider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def list_providers(self, request: HttpRequest) -> list[Provider]:
        return [Provider(request, app=app) for app in self.list_apps(request)]

    def generate_state_param(self, state: dict[str, Any]) -> str:
        """256 bits; the library draws 95."""
        return token_urlsafe(32)

    def get_requests_session(self) -> Session:
        """The provider answers at the addresses that it published: it leads nowhere else."""
        session: Session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        """Never by the library’s rules; ours are in `_same_address`."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        claims = sociallogin.claims
        session.note(sociallogin, sociallogin.id_token, claims)
        if sociallogin.is_existing:
            return
        person = _same_address(claims)
        if person is None:
            raise ImmediateHttpResponse(_arrive(request, claims))
        sociallogin.connect(request, person)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Provider,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        raise ImmediateHttpResponse(answer(request, _reason(error, exception, extra_context or {})))


def answer(request: HttpRequest, reason: Reason | None) -> HttpResponse:
    """The page of a sign-in that failed; without a reason, the provider did not answer."""
    word = reason.value if reason else "fournisseur_absent"
    log.warning("openid_refused", reason=word)
    note_refusal_of_provider(request, word)
    context = {"name": configuration().name, "reason": reason}
    if reason is None:
        return render(request, "accounts/openid/away.html", context, status=503)
    return render(request, "accounts/openid/refused.html", context, status=403)


def _reason(error: str | None, exception: Exception | None, context: dict[str, Any]) -> Reason | None:
    if isinstance(exception, Refused):
        return exception.reason
    if isinstance(exception, RequestException):
        return None
    if error == AuthError.CANCELLED:
        return Reason.CANCELLED
    return Reason.PROVIDER if "state" in context else Reason.STATE


def _same_address(claims: Claims) -> User | None:
    """The account that a first sign-in opens by its address, where the settings allow it: only one whose address the
    provider verified, that nobody else has, and that no identity opens yet.
    """
    address = verified_address(claims) if configuration().links_by_email else ""
    if not address:
        return None
    people = list(User.objects.filter(email__iexact=address, is_active=True)[:2])
    if len(people) != 1 or people[0].is_superuser:
        return None
    return None if SocialAccount.objects.filter(user=people[0]).exists() else people[0]


def _arrive(request: HttpRequest, claims: Claims) -> HttpResponse:
    arrival = arrivals.record(configuration(), claims, request)
    request.session[WAITING] = arrival.pk if arrival else FOREIGN
    return redirect("openid_waiting")
