"""Names of cookies: over https each begins with `__Host-`, so that no other host of the domain can set it.

That of messages, which name people and figures, is encrypted: it stays in the browser until a page shows it.
"""

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest

from accounts.encryption import decrypt, encrypt

HOST_ONLY = "__Host-"
PURPOSE = "messages"


def named(request: HttpRequest, name: str) -> str:
    return f"{HOST_ONLY}{name}" if request.is_secure() else name


class EncryptedCookie(CookieStorage):
    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.cookie_name = f"{HOST_ONLY if settings.SESSION_COOKIE_SECURE else ''}messages"

    def _encode_parts(self, messages: list[str], encode_empty: bool = False) -> str | None:
        encoded: str | None = super()._encode_parts(messages, encode_empty)  # type: ignore[misc]  # not in the stubs
        return encrypt(PURPOSE, encoded) if encoded else encoded

    def _decode(self, data: str | None) -> list[Any] | None:
        read: list[Any] | None = super()._decode(decrypt(PURPOSE, data) if data else data)  # type: ignore[misc]
        return read


class Messages(FallbackStorage):
    """Django's storage of messages."""

    storage_classes = (EncryptedCookie, SessionStorage)
