"""The page of a past moment, or of a scenario, beside that of a database which holds just that: the same bytes, but for
what marks them.
"""

import difflib
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.test import override_settings

from accounts.models import User

MARKS = (
    re.compile(r'<aside class="etat-passe".*?</aside>\n', re.DOTALL),
    re.compile(r"(?:État au [^<]*?|Scénario) – (?=.*</title>)"),
    re.compile(r'<input type="hidden" name="(?:etat_au|scenario)" value="[^"]*">'),
    # Of a link: alone, first or last.
    re.compile(r"\?(?:etat_au|scenario)=[^&\"#]*(?=[\"#])"),
    re.compile(r"(?<=\?)(?:etat_au|scenario)=[^&\"#]*&(?:amp;)?"),
    re.compile(r"&(?:amp;)?(?:etat_au|scenario)=[^&\"#]*"),
    # What only one of the two has in each request.
    re.compile(r'<input type="hidden" name="csrfmiddlewaretoken" value="[^"]*">'),
    re.compile(r'nonce="[^"]*"'),
)
# Of a workbook.
SUBJECT = re.compile(rb"<dc:subject\b.*?</dc:subject>", re.DOTALL)
DATA_OF = re.compile(
    r"données du \d\d/\d\d/\d{4}|état au \d\d/\d\d/\d{4} à \d+\s?h(?:\s?\d\d)?|scénario «[^»]*»"
)


class OnlyLooks:
    """In the rebuilt database too, the person only looks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        if isinstance(request.user, User):
            request.user.only_looks = True


def page_of(client: Any, address: str, moment: str = "") -> Any:
    """The page as the first visitor gets it; without a moment, that of who only looks."""
    caches["pages"].clear()
    if moment:
        joint = "&" if "?" in address else "?"
        return client.get(f"{address}{joint}etat_au={moment}")

    with override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, f"{__name__}.OnlyLooks"]):
        client.handler.load_middleware()
        try:
            return client.get(address)
        finally:
            client.handler._middleware_chain = None


def unmarked(response: HttpResponse) -> bytes:
    content: bytes = response.content
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as parts:
            return b"".join(name.encode() + SUBJECT.sub(b"", parts.read(name)) for name in parts.namelist())
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return content
    text = content.decode()
    for mark in MARKS:
        text = mark.sub("", text)
    # A link to the same page without a query needs one in the past.
    return DATA_OF.sub("données", text).replace('href="?"', 'href=""').encode()


def difference(past: HttpResponse, rebuilt: HttpResponse) -> str:
    """The first lines that differ, "" where none does."""
    if past.status_code != rebuilt.status_code:
        return f"{past.status_code} / {rebuilt.status_code}"
    mine, theirs = unmarked(past), unmarked(rebuilt)
    if mine == theirs:
        return ""
    lines = difflib.unified_diff(
        mine.decode(errors="replace").splitlines(), theirs.decode(errors="replace").splitlines(), lineterm=""
    )
    return "\n".join(line[:400] for line in list(lines)[:30]) or "?"
