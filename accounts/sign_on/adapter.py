"""What django-allauth asks the project: whether people may register themselves, how mails leave, where a request comes
from, and the words of its refusals.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.addresses import client_address
from accounts.models import User
from accounts.models.security import SecurityKind
from accounts.security.recording import log_security
from accounts.sign_on import defence, journal
from accounts.sign_on.confirming import renew_session
from accounts.sign_on.letters import NOTICES
from accounts.sign_on.links import link_of, notify, write_to
from accounts.sign_on.local import closed
from accounts.sign_on.openid import session

# `GenericIPAddressField` wants an address also where the server has none, as behind a socket file.
NOWHERE = "::"


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": (
            "Identifiant ou mot de passe inconnu. Vérifiez les majuscules, puis réessayez."
        ),
        "enter_current_password": "Ce n’est pas votre mot de passe actuel. Vérifiez les majuscules, puis réessayez.",
        "incorrect_password": "Ce n’est pas votre mot de passe. Vérifiez les majuscules, puis réessayez.",
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        if not settings.LOCAL_ACCOUNTS:
            raise ImmediateHttpResponse(closed(request))
        username = credentials.get("username", "")
        taken = defence.take(request, username)
        if taken is None:
            journal.note_lock(request, username)
            raise ImmediateHttpResponse(render(request, "account/locked.html", status=429))
        self.taken = taken

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user is not None:
            defence.give_back(self.taken)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        journal.note_failure(request, credentials.get("username", ""))

    def login(self, request: HttpRequest, user: User) -> None:
        """Who signs in once more in an open session, as to confirm at the provider, gets another key for it too."""
        is_open = SESSION_KEY in request.session
        super().login(request, user)
        if is_open:
            renew_session(request)

    def reauthenticate(self, user: User, password: str) -> bool:
        confirmed: bool = super().reauthenticate(user, password)
        if confirmed:
            log_security(
                SecurityKind.REAUTHENTICATED, actor=user, request=self.request, detail="mot de passe"
            )
            renew_session(self.request)
        return confirmed

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "accounts.sign_on.second_factor.Stage"}
        return [ours.get(each, each) for each in super().get_login_stages()]

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """By password or code, and where the session began at the provider, by it: who has neither has that one."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not settings.LOCAL_ACCOUNTS:
            methods = [each for each in methods if each["id"] != "reauthenticate"]
        if settings.OPENID is not None and session.began_at_provider(self.request):
            methods.append(
                {"id": "openid", "description": settings.OPENID.name, "url": reverse("openid_confirm")}
            )
        return methods

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        if session.was_asked_lately(self.request):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def is_ajax(self, request: HttpRequest) -> bool:
        """Never: allauth would answer JSON to a program that asks for it, and programs have tokens."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or NOWHERE

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("security")

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        # By the outbox: the answer then takes as long for an unknown address.
        link = link_of(user, context["key"])
        text = render_to_string("account/email/password_reset_key_message.txt", context | {"link": link})
        write_to(user, "choisir un nouveau mot de passe", text)
        log_security(SecurityKind.LINK_SENT, subject=user, request=self.request)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: Any = None, email: str | None = None
    ) -> None:
        subject = NOTICES.get(template_prefix.rpartition("/")[2])
        if subject is not None:
            notify(user, subject)
