"""django-allauth’s client of OpenID Connect, with what it leaves out: a nonce, the signature of the ID token in the
code flow, and signed userinfo. Nothing of a request chooses scopes, parameters or what a sign-in is for.
"""

import json
import time
from secrets import token_urlsafe
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from requests import RequestException

from accounts.sign_on.openid import tokens
from accounts.sign_on.openid.configuration import Configuration
from accounts.sign_on.openid.current import configuration
from accounts.sign_on.openid.discovery import Document, discovered
from accounts.sign_on.openid.refusals import Reason, Refused

SIGNED = "application/jwt"


def application(configuration: Configuration) -> SocialApp:
    """allauth keeps applications in the database; ours is in the settings. Accounts are known under the issuer, since a
    subject means nothing elsewhere.
    """
    return SocialApp(
        provider=Provider.id,
        provider_id=configuration.issuer,
        name=configuration.name,
        client_id=configuration.client_id,
        secret=configuration.client_secret,
        settings={"server_url": configuration.issuer, "scope": list(configuration.scopes)},
    )


class Client(OpenIDConnectOAuth2Adapter):
    """One sign-in. `state` is what was noted in the session when it began."""

    state: dict[str, Any]

    def __init__(self, request: HttpRequest, configuration: Configuration) -> None:
        super().__init__(request, configuration.issuer)
        self.configuration = configuration
        self.state = {}

    @property
    def openid_config(self) -> Document:
        return discovered(self.configuration)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """It begins with the address of the settings: a request may claim another host."""
        return f"{settings.PUBLIC_URL}{reverse('openid_callback')}"

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> tokens.Claims:
        try:
            return dict(super().get_access_token_data(*args, **kwargs))
        except (KeyError, TypeError, ValueError) as error:
            # The library reads an answer that is no answer.
            if isinstance(error, RequestException):
                raise
            raise Refused(Reason.PROVIDER) from error

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """It serves once, for userinfo, and is stored nowhere."""
        return SocialToken(token=str(data["access_token"]))

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        given = kwargs["response"].get("id_token")
        if not isinstance(given, str):
            raise Refused(Reason.INCOMPLETE)
        identity = tokens.identity(self.configuration, given, str(self.state.get("nonce", "")))
        self._require_level(identity)
        self._require_fresh(identity)
        userinfo = self._userinfo(token.token)
        if userinfo and userinfo.get("sub") != identity["sub"]:
            raise Refused(Reason.SUBJECT)
        login = self.get_provider().sociallogin_from_response(
            request, {"id_token": identity, "userinfo": identity | userinfo}
        )
        login.claims, login.id_token = identity | userinfo, given
        return login

    def _require_level(self, identity: tokens.Claims) -> None:
        required = set(self.configuration.required_acr)
        methods = identity.get("amr")
        reached = {str(identity.get("acr")), *(methods if isinstance(methods, list) else ())}
        if required and not required & reached:
            raise Refused(Reason.ASSURANCE)

    def _require_fresh(self, identity: tokens.Claims) -> None:
        """Where the person was to be asked again who they are, the provider says that it did."""
        if not self.state.get("asks_again"):
            return
        asked_at, began_at = identity.get("auth_time"), int(self.state["began_at"])
        if not isinstance(asked_at, int) or asked_at < began_at - tokens.LEEWAY.total_seconds():
            raise Refused(Reason.AGE)

    def _userinfo(self, access_token: str) -> tokens.Claims:
        address = self.openid_config.get("userinfo_endpoint")
        if not address:
            return {}
        with get_adapter().get_requests_session() as session:
            answer = session.get(address, headers={"Authorization": f"Bearer {access_token}"})
            answer.raise_for_status()
        if answer.headers.get("content-type", "").partition(";")[0].strip().lower() == SIGNED:
            return tokens.signed_userinfo(self.configuration, answer.text.strip())
        if self.configuration.signs_userinfo:
            raise Refused(Reason.UNSIGNED)
        claims = answer.json()
        if not isinstance(claims, dict) or "sub" not in claims:
            raise Refused(Reason.INCOMPLETE)
        return claims


class Provider(OpenIDConnectProvider):
    pkce_enabled_default = True

    def get_oauth2_adapter(self, request: HttpRequest) -> Client:
        return Client(request, configuration())

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        noted = {"nonce": token_urlsafe(32), "began_at": int(time.time())} | kwargs
        asked = {"nonce": noted["nonce"]} | _level_asked_for(configuration().required_acr)
        if noted.get("asks_again"):
            asked |= {"prompt": "login", "max_age": "0"}
        response: HttpResponse = super().redirect(
            request, process, next_url, data, auth_params=asked, **noted
        )
        return response

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing: rights are given by an administrator, and no copy of the claims is needed."""
        return {}


def _level_asked_for(required: tuple[str, ...]) -> dict[str, str]:
    if not required:
        return {}
    essential = {"id_token": {"acr": {"essential": True, "values": list(required)}}}
    return {"acr_values": " ".join(required), "claims": json.dumps(essential)}
