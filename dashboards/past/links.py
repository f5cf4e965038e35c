"""Keep the moment in what a page leads to: links, forms that ask for a page, redirections, names of files."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from urllib.parse import urlsplit, urlunsplit

from django.http import HttpResponse
from django.urls import Resolver404, resolve

from dashboards.past.moment import PARAMETER, PastMoment
from dashboards.past.pages import READING

TAG = re.compile(r"<(a|form)\b[^>]*>")
ADDRESS = re.compile(r'(\s(?:href|action)=")([^"]*)(")')
# A tag that leads out of the past, or chooses another moment.
FREE = "data-moment-libre"
FILE_NAME = re.compile(r'(filename="[^"]*?)((?:\.[A-Za-z0-9]+)?")')


@dataclass(frozen=True, slots=True)
class Page:
    """The path of a page, and how the pages of its contract begin ("" for a page of several)."""

    path: str
    prefix: str


def keep_moment(response: HttpResponse, moment: PastMoment, page: Page) -> None:
    """In an answer to a page."""
    keeping = Keeping(moment, page)
    if location := response.headers.get("Location"):
        response.headers["Location"] = keeping.kept(location, "&")
    if disposition := response.headers.get("Content-Disposition"):
        named = rf"\1-{moment.file_part}\2"
        response.headers["Content-Disposition"] = FILE_NAME.sub(named, disposition, count=1)
    if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
        response.content = TAG.sub(keeping.tag, response.content.decode()).encode()


@dataclass(frozen=True, slots=True)
class Keeping:
    moment: PastMoment
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
        if not is_read(path):
            return tag
        return f'{tag}<input type="hidden" name="{PARAMETER}" value="{escape(self._text(path))}">'

    def kept(self, address: str, separator: str) -> str:
        """The address with the moment, where it leads to a page that can be read then."""
        if address.startswith("#") or "//" in address:
            return address
        parts = urlsplit(address)
        path = parts.path or self.page.path
        if not is_read(path):
            return address
        query = separator.join(filter(None, (parts.query, f"{PARAMETER}={self._text(path)}")))
        return urlunsplit(parts._replace(query=query))

    def _text(self, path: str) -> str:
        return self.moment.text_for(self.page.prefix, path) if self.page.prefix else self.moment.text


@lru_cache(4096)
def is_read(path: str) -> bool:
    try:
        return resolve(path).url_name in READING
    except Resolver404:
        return False
