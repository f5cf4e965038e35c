"""The receipt: a cookie by which the browser learns that a form was accepted, and forgets its draft.

It names forms by their keys, which say nothing of what was typed.
"""

from django.http import HttpRequest, HttpResponse

from accounts.cookies import named

COOKIE = "brouillons-recus"
AT_MOST = 10
# The next page reads it; without JavaScript nobody does.
SECONDS = 600


def write_receipt(request: HttpRequest, response: HttpResponse, key: str) -> HttpResponse:
    name = named(request, COOKIE)
    earlier = request.COOKIES.get(name, "").split(".")
    keys = [each for each in earlier if each.isalnum()][-AT_MOST + 1 :]
    response.set_cookie(
        name, ".".join([*keys, key]), max_age=SECONDS, samesite="Lax", secure=request.is_secure()
    )
    return response
