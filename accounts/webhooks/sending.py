"""One call, at the address that was checked. No redirect is followed, no proxy is used, and the answer is not kept."""

import socket
import ssl
from http.client import HTTPException, HTTPSConnection
from threading import Timer

from accounts.webhooks.addresses import PORT, ForbiddenAddressError, checked, resolved

STEP_SECONDS = 5
# The whole of it, however slowly the other side answers.
WHOLE_SECONDS = 15
# A receiver that wants no more says so.
GONE = 410


class PinnedConnection(HTTPSConnection):
    """To an address that was resolved before; certificate and Host are those of the name."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self._context_of_tls = tls()
        super().__init__(host, port, timeout=STEP_SECONDS, context=self._context_of_tls)
        self._address = address

    def connect(self) -> None:
        # Known before the handshake: it may be cut too.
        self.sock = socket.create_connection((self._address, self.port), STEP_SECONDS)
        self.sock = self._context_of_tls.wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        if self.sock is not None:
            self.sock.shutdown(socket.SHUT_RDWR)


def tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def send(url: str, content: bytes, headers: dict[str, str]) -> tuple[int | None, str]:
    """The status that was answered, None without any; and why it failed, "" when it did not."""
    try:
        parts = checked(url)
        host, port = parts.hostname or "", parts.port or PORT
        connection = PinnedConnection(host, port, resolved(host, port))
    except (ForbiddenAddressError, OSError) as error:
        return None, str(error)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    clock = Timer(WHOLE_SECONDS, connection.cut)
    clock.daemon = True
    clock.start()
    try:
        connection.request("POST", path, content, {"Content-Type": "application/json", **headers})
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        return None, f"{type(error).__name__}\u00a0: {error}"
    finally:
        clock.cancel()
        connection.close()
    return status, "" if 200 <= status < 300 else f"Réponse {status}"
