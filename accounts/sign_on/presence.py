"""A cookie that lasts as long as the session, by which pages that are still shown learn that it ended, or that another
one began in its place.

It is another text for each session, and opens nothing. Scripts read it: without a server to ask, it is what tells them
to clear the screen.
"""

import time

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_POST

from accounts.cookies import named

COOKIE, SALT = "session-ouverte", "accounts.sign_on.presence"


def tell(request: HttpRequest, response: HttpResponse, began_at: int) -> None:
    """Until the session ends if it is not used any more."""
    left = began_at + settings.SESSION_COOKIE_AGE - int(time.time())
    idle = settings.SESSION_IDLE_MINUTES * 60
    response.set_cookie(
        named(request, COOKIE),
        _of_session(request, began_at),
        max_age=min(left, idle) if idle else left,
        samesite="Lax",
        secure=request.is_secure(),
    )


def is_told(request: HttpRequest, began_at: int) -> bool:
    return request.COOKIES.get(named(request, COOKIE)) == _of_session(request, began_at)


def _of_session(request: HttpRequest, began_at: int) -> str:
    """The same when its key is changed, by a new password."""
    return salted_hmac(SALT, f"{request.user.pk} {began_at}", algorithm="sha256").hexdigest()[:24]


def take_back(request: HttpRequest, response: HttpResponse) -> None:
    if named(request, COOKIE) in request.COOKIES:
        response.delete_cookie(named(request, COOKIE), samesite="Lax")


@require_POST
@login_required
def present(request: HttpRequest) -> HttpResponse:
    """Somebody is typing."""
    return HttpResponse(status=204)
