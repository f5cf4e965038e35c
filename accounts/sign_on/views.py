"""Sign-in, and the page of one's own sign-in: password, sessions."""

from datetime import timedelta
from typing import Any

from allauth.account.signals import user_logged_in
from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.drafts.keeping import announced, look_after_sign_in
from accounts.models import User
from accounts.models.security import SecurityKind
from accounts.security.recording import log_security
from accounts.sign_on import passkeys
from accounts.sign_on.browsers import browser_of
from accounts.sign_on.forms import EndSessionsForm
from accounts.sign_on.local import closed
from accounts.sign_on.second_factor import has_second_factor

# A session ends long before; its address is not kept for who never comes back.
LONGEST = timedelta(days=7)


class SignIn(LoginView):
    """Names what waits for the person who signs in, without any of its texts."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "kept": announced(self.request),
            "provider": settings.OPENID,
            "local_accounts": settings.LOCAL_ACCOUNTS,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.LOCAL_ACCOUNTS:
            return closed(request)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response


@receiver(user_logged_in)
def tidy(request: HttpRequest, user: User, **_: object) -> None:
    look_after_sign_in(request, user)
    UserSession.objects.filter(created_at__lt=timezone.now() - LONGEST).delete()


@require_safe
@login_required
def security(request: HttpRequest) -> HttpResponse:
    """How one signs in, and where one is signed in."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required
    sessions = [
        (session, browser_of(session.user_agent))
        for session in sorted(UserSession.objects.purge_and_list(request.user), key=lambda each: -each.pk)
    ]
    return render(
        request,
        "accounts/security.html",
        {
            "sessions": sessions,
            "has_second_factor": has_second_factor(request.user),
            "has_password": settings.LOCAL_ACCOUNTS and request.user.has_usable_password(),
            "has_codes": is_mfa_enabled(request.user, [Authenticator.Type.TOTP]),
            "passkeys": passkeys.of_person(request.user),
        },
    )


class EndSessions(ListUserSessionsView):
    http_method_names = ("post",)
    form_class = EndSessionsForm
    success_url = reverse_lazy("security")

    def form_valid(self, form: EndSessionsForm) -> HttpResponse:
        log_security(SecurityKind.SESSION_ENDED, actor=self.request.user, request=self.request)
        answer: HttpResponse = super().form_valid(form)
        return answer

    def form_invalid(self, form: EndSessionsForm) -> HttpResponse:
        """The session has ended meanwhile, or is of somebody else."""
        return redirect("security")
