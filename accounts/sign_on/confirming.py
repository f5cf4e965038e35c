"""Before an act that matters most, a person shows again that it is them: a session may have been left open.

What was typed in the form waits for its author, who comes back to the page of the form and sends it again.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.drafts import refuse
from accounts.drafts.marks import page_of
from accounts.models import User
from accounts.sign_on.openid import session

ASKED = (
    "Rien n’est encore fait\u00a0: confirmez que c’est vous, puis renvoyez le formulaire. "
    "Ce que vous y avez tapé vous attend."
)
# As django-allauth records a sign-in at the provider.
BY_PROVIDER = "socialaccount"

type View = Callable[..., HttpResponse]


def confirmed(view: View) -> View:
    """A view whose forms are taken from a person who signed in, or confirmed, a short while ago."""

    @wraps(view)
    def after_confirmation(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and isinstance(request.user, User) and not _is_recent(request):
            return _ask(request)
        return view(request, *args, **kwargs)

    return after_confirmation


def _is_recent(request: HttpRequest) -> bool:
    """Signing in counts too, where it asked for something: a provider of identities lets a known browser through
    without a word, and then only what it says of that counts. Never asked with CONFIRM_MINUTES=0.
    """
    seconds = settings.CONFIRM_MINUTES * 60
    if not seconds or session.was_asked_lately(request):
        return True
    records = get_authentication_records(request, request.user)
    asked_at = [each["at"] for each in records if each["method"] != BY_PROVIDER]
    return bool(asked_at) and time.time() - asked_at[-1] < seconds


def renew_session(request: HttpRequest) -> None:
    """A confirmation gives the session another key, as a sign-in does: the one before opens nothing any more."""
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def _ask(request: HttpRequest) -> HttpResponse:
    page = page_of(request)
    refuse(request, ASKED)
    methods = get_adapter().get_reauthentication_methods(request.user)
    if not methods:
        # Who signs in by another provider only, and has no factor here: they sign in again.
        logout(request)
        return redirect_to_login(page)
    return HttpResponseRedirect(f"{methods[0]['url']}?{urlencode({'next': page}, safe='/')}")
