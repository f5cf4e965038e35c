"""The receipt: a cookie by which the browser learns that a form was accepted, and forgets its draft.

It names forms by their keys, which say nothing of what was typed, and the pages of the browser whose drafts were sent
with the form: what another tab typed in it stays.
"""

import re

from django.http import HttpRequest, HttpResponse

from accounts.cookies import named
from accounts.drafts.marks import PAGES

COOKIE = "brouillons-recus"
AT_MOST = 10
# The next page reads it; without JavaScript nobody does.
SECONDS = 600
RECEIPT = re.compile(r"[0-9a-f]{24}(-[0-9a-z]{0,24}){0,9}")


def write_receipt(request: HttpRequest, response: HttpResponse, key: str) -> HttpResponse:
    if not (sent := request.POST.getlist(PAGES)):
        return response
    name = named(request, COOKIE)
    earlier = request.COOKIES.get(name, "").split(".")
    new = [f"{key}-{page}" for page in sent]
    receipts = [each for each in [*earlier, *new] if RECEIPT.fullmatch(each)][-AT_MOST:]
    response.set_cookie(name, ".".join(receipts), max_age=SECONDS, samesite="Lax", secure=request.is_secure())
    return response
