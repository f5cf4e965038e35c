"""One call, at the address that was checked. No redirect is followed, no proxy is used, and the answer is not kept."""

from http.client import HTTPException

from accounts.outgoing.addresses import ForbiddenAddressError
from accounts.outgoing.connecting import PinnedConnection, cut_after
from accounts.webhooks.addresses import PORT, checked, resolved

# The whole of it, however slowly the other side answers.
WHOLE_SECONDS = 15
# A receiver that wants no more says so.
GONE = 410


def send(url: str, content: bytes, headers: dict[str, str]) -> tuple[int | None, str]:
    """The status that was answered, None without any; and why it failed, "" when it did not."""
    try:
        parts = checked(url)
        host, port = parts.hostname or "", parts.port or PORT
        connection = PinnedConnection(host, port, resolved(host, port))
    except (ForbiddenAddressError, OSError) as error:
        return None, str(error)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with cut_after(WHOLE_SECONDS, connection.cut):
            connection.request("POST", path, content, {"Content-Type": "application/json", **headers})
            status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        return None, f"{type(error).__name__}\u00a0: {error}"
    finally:
        connection.close()
    return status, "" if 200 <= status < 300 else f"Réponse {status}"
