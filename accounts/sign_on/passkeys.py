"""Passkeys: views of django-allauth where ours differ. It and fido2 do what is cryptography."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as library
from allauth.mfa.webauthn.internal import auth
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from fido2.webauthn import AttestedCredentialData

from accounts.models import User
from accounts.sign_on.strength import of_passkeys

# As COSE names it in a key.
ALGORITHM = 3


def of_person(user: User) -> QuerySet[Authenticator]:
    found: QuerySet[Authenticator] = Authenticator.objects.filter(
        user=user, type=Authenticator.Type.WEBAUTHN
    ).order_by("pk")
    return found


def only_strong(options: dict[str, Any]) -> None:
    """A browser makes a key of the first kind that its device knows: only those that are believed are named."""
    public = options["publicKey"]
    public["pubKeyCredParams"] = [each for each in public["pubKeyCredParams"] if each["alg"] in of_passkeys()]


def refuse_weak(credential: AttestedCredentialData | None) -> None:
    """Also what a browser made although it was not asked for, or what was added under other settings."""
    if credential is None or credential.public_key.get(ALGORITHM) not in of_passkeys():
        raise get_adapter().validation_error("weak_passkey")


class SignInByPasskey(library.LoginWebAuthnView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The challenge, which only the script of the sign-in page asks for."""
        if "application/json" not in request.headers.get("Accept", ""):
            return redirect("account_login")
        return JsonResponse({"request_options": auth.begin_authentication(user=None)})


class RemovePasskey(library.RemoveWebAuthnView):
    success_url = reverse_lazy("security")

    def form_valid(self, form: Any) -> HttpResponse:
        """The library asks whether a factor may go only for an application of codes."""
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
            return redirect("security")
        answer: HttpResponse = super().form_valid(form)
        return answer


class ConfirmByPasskey(library.ReauthenticateWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again: the library leads to the sign-in page, and loses where the person was going."""
        answer: HttpResponse = self.render_to_response(self.get_context_data())
        return answer
