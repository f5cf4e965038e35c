"""Requests that go to several web servers as the reverse proxies of docs/exploitation send them."""

import itertools
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import MaxRetryError, NewConnectionError

# How long a server that refused is left out (`fail_timeout`, `fail_duration`).
LEFT_OUT_SECONDS = 2


class Balanced(HTTPAdapter):
    """To each server in turn, and to the next one where the connection was refused: nothing was sent yet. What was cut
    after that is not sent again: only who asked knows whether it may be. Connections serve once, as nginx's do.
    """

    def __init__(self, urls: Sequence[str]) -> None:
        super().__init__()
        self._servers = [urlsplit(url).netloc for url in urls]
        self._turns = itertools.count()
        self._left_out_until = dict.fromkeys(self._servers, 0.0)

    def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> requests.Response:
        request.headers["Connection"] = "close"
        *others, last = self._in_turn()
        for server in others:
            try:
                return self._send_to(server, request, *arguments, **options)
            except requests.ConnectionError as error:
                if not was_refused(error):
                    raise
        return self._send_to(last, request, *arguments, **options)

    def _send_to(
        self, server: str, request: requests.PreparedRequest, *arguments: Any, **options: Any
    ) -> requests.Response:
        request.url = urlsplit(str(request.url))._replace(netloc=server).geturl()
        try:
            return super().send(request, *arguments, **options)
        except requests.ConnectionError as error:
            if was_refused(error):
                self._left_out_until[server] = time.monotonic() + LEFT_OUT_SECONDS
            raise

    def _in_turn(self) -> list[str]:
        """Those that are left out come last: without another one, they are tried."""
        turn = next(self._turns) % len(self._servers)
        servers = [*self._servers[turn:], *self._servers[:turn]]
        now = time.monotonic()
        return sorted(servers, key=lambda server: self._left_out_until[server] > now)


def was_refused(error: requests.ConnectionError) -> bool:
    """Whether no connection was made."""
    reason = error.args[0] if error.args else None
    return isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError)
