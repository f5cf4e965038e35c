"""The two questions that are put to ClamAV's daemon (clamd): is it there, and what is in these bytes.

Own code, for the library that is kept (clamav-client) is under the GPL 2 alone and lets the broken pipe of a file
that is too large through as it is.
"""

import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urlsplit

PIECE = 64 * 1024
LONGEST_ANSWER = 4096
CLEAN, FOUND, TOO_LARGE = b"OK", b"FOUND", b"size limit exceeded"


class ScannerAwayError(Exception):
    """It does not answer, or not as clamd does."""


class TooLargeError(Exception):
    """Larger than what it reads (StreamMaxLength)."""


def ping(address: str, seconds: float) -> None:
    """Raises ScannerAwayError."""
    if _ask(address, b"zPING\0", (), seconds) != b"PONG":
        raise ScannerAwayError("unexpected answer")


def signature_in(address: str, content: Iterable[bytes], seconds: float) -> str:
    """The name of what was recognised, "" where the file is clean. Raises ScannerAwayError, TooLargeError."""
    answer = _ask(address, b"zINSTREAM\0", content, seconds)
    _, _, verdict = answer.partition(b": ")
    if verdict == CLEAN:
        return ""
    if verdict.endswith(FOUND):
        return verdict.removesuffix(FOUND).decode("ascii", "replace").strip() or "?"
    if TOO_LARGE in answer:
        raise TooLargeError
    raise ScannerAwayError("unexpected answer")


def _ask(address: str, command: bytes, content: Iterable[bytes], seconds: float) -> bytes:
    try:
        with _connected(address, seconds) as connection:
            connection.sendall(command)
            # It closes on what is too large, and says so before.
            with suppress(BrokenPipeError, ConnectionResetError):
                _send(connection, content, is_stream=b"INSTREAM" in command)
            return _answer(connection)
    except OSError as error:
        raise ScannerAwayError(type(error).__name__) from error


def _connected(address: str, seconds: float) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname, parts.port), timeout=seconds)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(seconds)
    try:
        connection.connect(parts.path)
    except OSError:
        connection.close()
        raise
    return connection


def _send(connection: socket.socket, content: Iterable[bytes], *, is_stream: bool) -> None:
    if not is_stream:
        return
    for chunk in content:
        for start in range(0, len(chunk), PIECE):
            piece = chunk[start : start + PIECE]
            connection.sendall(struct.pack("!L", len(piece)) + piece)
    connection.sendall(struct.pack("!L", 0))


def _answer(connection: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        part = connection.recv(LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0\n")
