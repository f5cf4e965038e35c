"""Adding a second factor: views of django-allauth, which then show recovery codes, once, in the answer itself."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.signals import authenticator_added, authenticator_reset
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.sign_on import recovery
from accounts.sign_on.passkeys import only_strong
from accounts.sign_on.totp import OLD, hash_of_new, keep_hash


class AddApplication(totp.ActivateTOTPView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"any_application": hash_of_new() == OLD}

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        keep_hash(Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP))
        return _with_codes(self.request) or answer


class AddPasskey(webauthn.AddWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        only_strong(context["js_data"]["creation_options"])
        return context

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        return _with_codes(self.request) or answer


class OtherCodes(codes.GenerateRecoveryCodesView):
    def form_valid(self, form: Any) -> HttpResponse:
        user = self.request.user
        factor, made = recovery.make(user)
        authenticator_reset.send(sender=Authenticator, request=self.request, user=user, authenticator=factor)
        get_adapter(self.request).send_notification_mail("mfa/email/recovery_codes_generated", user)
        return _shown(self.request, made)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Without the library’s count, which reads its own seed."""
        context: dict[str, Any] = super(codes.GenerateRecoveryCodesView, self).get_context_data(**kwargs)
        return context | {"left": recovery.left(self.request.user)}


@require_safe
@reauthentication_required(app="allauth.mfa")
def recovery_codes(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)  # noqa: S101 - who is signed in
    return render(request, "mfa/recovery_codes/index.html", {"left": recovery.left(request.user)})


def _with_codes(request: HttpRequest) -> HttpResponse | None:
    """With the first factor; who adds another has theirs already."""
    assert isinstance(request.user, User)  # noqa: S101 - who is signed in
    if recovery.of_person(request.user):
        return None
    factor, made = recovery.make(request.user)
    authenticator_added.send(sender=Authenticator, request=request, user=request.user, authenticator=factor)
    return _shown(request, made)


def _shown(request: HttpRequest, made: list[str]) -> HttpResponse:
    """Here and nowhere again: no session and no table holds them readable."""
    return render(request, "mfa/recovery_codes/made.html", {"codes": made})
