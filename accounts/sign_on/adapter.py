"""What django-allauth asks the project: whether people may register themselves, how mails leave, where a request comes
from, and the words of its refusals.
"""

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.addresses import client_address
from accounts.models import User
from accounts.outbox import OWN_ACCOUNT, Letter, post
from accounts.sign_on.letters import NOTICES

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

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Never: allauth would answer JSON to a program that asks for it, and programs have tokens."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or NOWHERE

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("security")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Links of mails begin with the address of the settings: a request may claim another host."""
        number, _, secret = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": number, "key": secret})
        return f"{settings.PUBLIC_URL}{path}"

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        # To the address of the account only, and by the outbox: the answer then takes as long for an unknown address.
        subject = "Choisir un nouveau mot de passe"
        text = render_to_string(
            "account/email/password_reset_key_message.txt", context | {"minutes": minutes_of_a_link()}
        )
        _post(user, subject, text)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: Any = None, email: str | None = None
    ) -> None:
        subject = NOTICES.get(template_prefix.rpartition("/")[2])
        if subject is None:
            return
        text = render_to_string(
            "account/email/notice.txt",
            {"user": user, "what": subject, "address": f"{settings.PUBLIC_URL}{reverse('security')}"},
        )
        _post(user, subject, text)


def minutes_of_a_link() -> int:
    return settings.PASSWORD_RESET_TIMEOUT // 60


def _post(user: User, subject: str, text: str) -> None:
    key = f"compte:{uuid4().hex}"
    post(
        user=user,
        letter=Letter(kind=OWN_ACCOUNT, key=key, subject=f"Suivi du CPG\u00a0: {subject}", body=text),
    )
