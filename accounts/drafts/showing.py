"""Show what waits for the person on their pages: in its form where the page has it, else by its name."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from accounts.drafts.filling import fill, left_over
from accounts.drafts.keeping import waiting
from accounts.drafts.marks import mark_of, shown_on
from accounts.models import KeptPost

START = "<main"


@dataclass(slots=True)
class Waiting:
    """A kept form on this page. `texts` are those that no field of the page shows."""

    kept: KeptPost
    is_here: bool = False
    is_restored: bool = False
    texts: list[str] = field(default_factory=list)


def with_what_waits(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Only whole pages: they have a `main`, which fragments and files have not."""
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return response
    if START.encode() not in response.content or not (found := waiting(request)):
        return response
    html = response.content.decode(response.charset)
    lines = []
    for kept in found:
        if request.method == "POST" and kept.key in shown_on(request):
            html = _answered(request, kept, html)
        else:
            line, html = _line(request, kept, html)
            lines.append(line)
    notice = render_to_string("accounts/kept_posts.html", {"lines": lines}, request) if lines else ""
    place = html.index(">", html.index(START)) + 1
    response.content = (html[:place] + notice + html[place:]).encode(response.charset)
    return response


def _answered(request: HttpRequest, kept: KeptPost, html: str) -> str:
    """The page that refuses this form, with the texts that it forgot to show."""
    mark = mark_of(request, request.POST)
    if mark is None or mark.key != kept.key:
        return html
    return fill(html, kept.key, kept.pairs, only_empty=True)[0]


def _line(request: HttpRequest, kept: KeptPost, html: str) -> tuple[Waiting, str]:
    if request.method == "GET" and kept.key in shown_on(request):
        html, texts = fill(html, kept.key, kept.pairs)
        return Waiting(kept, is_here=True, is_restored=True, texts=texts), html
    # Another query of the same path may be another page, with the form.
    is_here = request.method == "GET" and _same_page(kept.page, request.get_full_path())
    return Waiting(kept, is_here, texts=left_over(kept.pairs) if is_here else []), html


def _same_page(one: str, other: str) -> bool:
    """Whatever the order of the query and the way it is encoded."""
    return _parts(one) == _parts(other)


def _parts(address: str) -> tuple[str, list[tuple[str, str]]]:
    parts = urlsplit(address)
    return parts.path, sorted(parse_qsl(parts.query, keep_blank_values=True))
