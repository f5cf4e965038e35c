"""Signing in, choosing a display, and what is said when a form comes from an expired page."""

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.context import THEME_COOKIE, THEMES

YEAR_SECONDS = 365 * 24 * 3600


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "Identifiant ou mot de passe inconnu. Vérifiez les majuscules, puis réessayez.",
        "inactive": "Ce compte est désactivé. Adressez-vous à l’administrateur de votre organisme.",
    }


class SignIn(LoginView):
    authentication_form = SignInForm
    redirect_authenticated_user = True


@require_POST
def choose_appearance(request: HttpRequest) -> HttpResponse:
    """Keep the chosen display in a cookie and come back to the page it was chosen on."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE,
            chosen,
            max_age=YEAR_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page shown when a form is sent from a page that is too old: nothing was recorded."""
    return render(request, "403_csrf.html", status=403)
