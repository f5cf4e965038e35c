"""End a session that was not used for a while.

A signed cookie says when the session was last used. It is bound to it: neither a cookie of another session nor its
absence keeps one open. A page costs no query and no write for it, and sessions of the database keep one writer.
"""

import time
from collections.abc import Callable
from hashlib import sha256

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

from accounts.cookies import named
from accounts.models import User
from accounts.models.security import SecurityKind
from accounts.security.recording import log_security

COOKIE, SALT = "activite", "accounts.sign_on.idleness"
RENEWED_AFTER = 60
ENDED = "après une inactivité"


class IdleMiddleware:
    """Before drafts: what is typed in a form that comes too late is kept for its author, as for any ended session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = settings.SESSION_IDLE_MINUTES * 60
        if not limit:
            return self.get_response(request)
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        used_at = _last_use(request, key)
        if key and time.time() - used_at > limit and SESSION_KEY in request.session:
            _end(request)
        response = self.get_response(request)
        if request.session.accessed and SESSION_KEY in request.session:
            _note_use(request, response, key, used_at)
        return response


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
    if own == key and now - used_at < RENEWED_AFTER:
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


def _end(request: HttpRequest) -> None:
    if isinstance(request.user, User):
        log_security(SecurityKind.SESSION_ENDED, actor=request.user, request=request, detail=ENDED)
    request.session.flush()
    request.user = AnonymousUser()


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:20]
