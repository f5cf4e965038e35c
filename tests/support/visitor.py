"""A browser without JavaScript for a real server: log in, read pages, send their forms."""

import re

import requests

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')
SECONDS = 30


def first(pattern: re.Pattern[str], page: str, what: str) -> str:
    """Return the first match in a page; AssertionError if there is none."""
    found = pattern.search(page)
    assert found, f"no {what}"
    return found[1]


class Visitor:
    """`base` is the server's address without a final slash."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.session = requests.Session()

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.base + path, timeout=SECONDS)

    def post(self, path: str, data: dict[str, str], page: str | None = None) -> requests.Response:
        """Send a form with the token of the page that holds it (the same address unless `page` is given)."""
        return self.send(path, data, self.token(page or path))

    def send(self, path: str, data: dict[str, str], token: str) -> requests.Response:
        """Send a form whose token is known: one request, whose time can be measured."""
        return self.session.post(
            self.base + path,
            data={**data, "csrfmiddlewaretoken": token},
            headers={"Referer": self.base + path},
            allow_redirects=False,
            timeout=SECONDS,
        )

    def token(self, path: str) -> str:
        return first(TOKEN, self.get(path).text, f"form on {path}")

    def version(self, path: str) -> str:
        """The version in the hidden field of a month's form."""
        return first(VERSION, self.get(path).text, f"version on {path}")

    def log_in(self, username: str, password: str) -> None:
        response = self.post("/connexion/", {"username": username, "password": password})
        assert response.status_code == 302, response.text[:500]
