"""Connections to an address that was checked: certificate and Host are those of the name. No proxy is used."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPSConnection
from threading import Event, Timer

STEP_SECONDS = 5


class PinnedClear(HTTPConnection):
    """In the clear, to an address that was resolved before."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=STEP_SECONDS)
        self._address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), STEP_SECONDS)

    def cut(self) -> None:
        if self.sock is not None:
            shut(self.sock)


class PinnedConnection(PinnedClear, HTTPSConnection):
    """By TLS."""

    def connect(self) -> None:
        super().connect()
        self.sock = encrypted(self.sock, self.host)
        self.sock.do_handshake()


def encrypted(plain: socket.socket, host: str) -> ssl.SSLSocket:
    """Before its handshake, which the caller asks for once it holds this socket and can cut it: the plain one is empty
    from here on.
    """
    return tls().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)


def tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def shut(connected: socket.socket) -> None:
    """Whoever waits for it in another thread comes back with an error."""
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


@contextmanager
def cut_after(seconds: float, cut: Callable[[], None]) -> Iterator[Event]:
    """A whole call lasts no longer, however slowly the other side answers. The event tells whether it was cut."""
    is_over = Event()

    def end() -> None:
        is_over.set()
        cut()

    clock = Timer(seconds, end)
    clock.daemon = True
    clock.start()
    try:
        yield is_over
    finally:
        clock.cancel()
