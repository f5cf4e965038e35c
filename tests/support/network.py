"""Keeps the tests on this machine: a connection or a name look-up to anywhere else fails the test that tries it."""

import ipaddress
import socket
from typing import Any

import pytest


class OutsideConnectionError(AssertionError):
    """A test tried to leave this machine."""


def allowed(host: str | bytes | None) -> bool:
    """Loopback addresses, `localhost` and the empty host (every address of this machine)."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in {None, "", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        return False


def forbid_outside_connections(patch: pytest.MonkeyPatch) -> None:
    """UNIX sockets and loopback stay open; so do servers' own accepted connections."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _check(self, address)
        return connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _check(self, address)
        return connect_ex(self, address)

    def guarded_look_up(host: str | bytes | None, *args: Any, **kwargs: Any) -> Any:
        if not allowed(host):
            raise OutsideConnectionError(f"a test looked up {host!r}")
        return look_up(host, *args, **kwargs)

    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    patch.setattr(socket, "getaddrinfo", guarded_look_up)


def _check(connection: socket.socket, address: Any) -> None:
    if connection.family in {socket.AF_INET, socket.AF_INET6} and not allowed(address[0]):
        raise OutsideConnectionError(f"a test tried to reach {address[0]}:{address[1]}")
