"""Keep what a page is shown in, a past moment or a scenario, in what it leads to: links, forms that ask for a page,
redirections, names of files.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Protocol, Self
from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse

TAG = re.compile(r"<(a|form)\b[^>]*>")
ADDRESS = re.compile(r'(\s(?:href|action)=")([^"]*)(")')
# A tag that leads out, or chooses another moment.
FREE = "data-lien-libre"
FILE_NAME = re.compile(r'(filename="[^"]*?)((?:\.[A-Za-z0-9]+)?")')


class Elsewhere(Protocol):
    """What pages are shown in, as `parameter` of their addresses names it, and the routes that can be read in it."""

    @property
    def parameter(self) -> str: ...

    @property
    def pages(self) -> Collection[str]: ...

    @property
    def file_part(self) -> str:
        """For the names of files."""

    def text_for(self, prefix: str, path: str) -> str:
        """The value of the parameter for a page, on one of the contract whose pages begin so ("": of several)."""


@dataclass(frozen=True, slots=True)
class Page:
    """The path of a page, and how the pages of its contract begin ("" for a page of several)."""

    path: str
    prefix: str

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        named = request.resolver_match.kwargs if request.resolver_match else {}
        prefix = reverse("overview", args=[named["body"], named["contract"]]) if "body" in named else ""
        return cls(request.path, prefix)


def keep_links(response: HttpResponse, shown: Elsewhere, page: Page) -> None:
    """In an answer to a page."""
    keeping = Keeping(shown, page)
    if location := response.headers.get("Location"):
        response.headers["Location"] = keeping.kept(location, "&")
    if disposition := response.headers.get("Content-Disposition"):
        named = rf"\1-{shown.file_part}\2"
        response.headers["Content-Disposition"] = FILE_NAME.sub(named, disposition, count=1)
    if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
        response.content = TAG.sub(keeping.tag, response.content.decode()).encode()


@dataclass(frozen=True, slots=True)
class Keeping:
    shown: Elsewhere
    page: Page

    def tag(self, found: re.Match[str]) -> str:
        """The tag of a link, or of a form that asks for a page."""
        tag = found[0]
        if FREE in tag or 'method="post"' in tag:
            return tag
        if found[1] == "a":
            return ADDRESS.sub(lambda each: f"{each[1]}{self.kept(each[2], '&amp;')}{each[3]}", tag)
        address = ADDRESS.search(tag)
        path = urlsplit(address[2] if address else "").path or self.page.path
        if not self._is_read(path):
            return tag
        return f'{tag}<input type="hidden" name="{self.shown.parameter}" value="{escape(self._text(path))}">'

    def kept(self, address: str, separator: str) -> str:
        """The address with the parameter, where it leads to a page that can be read so."""
        if address.startswith("#") or "//" in address:
            return address
        parts = urlsplit(address)
        path = parts.path or self.page.path
        if not self._is_read(path):
            return address
        query = separator.join(filter(None, (parts.query, f"{self.shown.parameter}={self._text(path)}")))
        return urlunsplit(parts._replace(query=query))

    def _is_read(self, path: str) -> bool:
        return route_of(path) in self.shown.pages

    def _text(self, path: str) -> str:
        return self.shown.text_for(self.page.prefix, path)


@lru_cache(4096)
def route_of(path: str) -> str | None:
    """The name of the route of an address of this site; None where there is none."""
    try:
        return resolve(path).url_name
    except Resolver404:
        return None
