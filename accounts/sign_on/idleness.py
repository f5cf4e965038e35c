"""End a session that was not used for a while, or that began too long ago.

A signed cookie says when the session was last used. It is bound to it: neither a cookie of another session nor its
absence keeps one open. A page costs no query and no write for it, and sessions of the database keep one writer.

When it began is in the session. Its row expires later each time something is written into it, so that row alone would
keep a session open for as long as somebody confirms who they are.
"""

import time
from collections.abc import Callable
from hashlib import sha256

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.core.signing import BadSignature
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from accounts.cookies import named
from accounts.models import User
from accounts.models.security import SecurityKind
from accounts.security.recording import log_security
from accounts.sign_on import presence

COOKIE, SALT = "activite", "accounts.sign_on.idleness"
RENEWED_AFTER = 60
BEGAN = "commencee_a"
UNUSED, OVER = "après une inactivité", "après sa durée maximale"


class IdleMiddleware:
    """Before drafts: what is typed in a form that comes too late is kept for its author, as for any ended session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        used_at = _last_use(request, key)
        if key and SESSION_KEY in request.session and (reason := _why_over(request, used_at)):
            _end(request, reason)
        response = self.get_response(request)
        if not request.session.accessed:
            return response
        if SESSION_KEY in request.session:
            _note_use(request, response, key, used_at)
        else:
            presence.take_back(request, response)
        return response


@receiver(user_logged_in)
def note_beginning(request: HttpRequest, **_: object) -> None:
    request.session[BEGAN] = int(time.time())


def _why_over(request: HttpRequest, used_at: int) -> str:
    """In the words of the journal; "" while the session goes on."""
    now = int(time.time())
    # One that an earlier version began does not say when.
    if now - request.session.setdefault(BEGAN, now) >= settings.SESSION_COOKIE_AGE:
        return OVER
    limit = settings.SESSION_IDLE_MINUTES * 60
    return UNUSED if limit and now - used_at > limit else ""


def _last_use(request: HttpRequest, key: str) -> int:
    try:
        text = str(request.get_signed_cookie(named(request, COOKIE), "", salt=SALT))
    except BadSignature:
        return 0
    owner, _, moment = text.partition(".")
    return int(moment) if moment and owner == _digest(key) else 0


def _note_use(request: HttpRequest, response: HttpResponse, key: str, used_at: int) -> None:
    now = int(time.time())
    own = request.session.session_key or ""
    is_recent = own == key and (not settings.SESSION_IDLE_MINUTES or now - used_at < RENEWED_AFTER)
    began = request.session.get(BEGAN, now)
    if is_recent and presence.is_told(request, began):
        return
    presence.tell(request, response, began)
    if not settings.SESSION_IDLE_MINUTES:
        return
    response.set_signed_cookie(
        named(request, COOKIE),
        f"{_digest(own)}.{now}",
        salt=SALT,
        max_age=settings.SESSION_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def _end(request: HttpRequest, reason: str) -> None:
    if isinstance(request.user, User):
        log_security(SecurityKind.SESSION_ENDED, actor=request.user, request=request, detail=reason)
    request.session.flush()
    request.user = AnonymousUser()


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:20]
