"""Names of cookies: over https each begins with `__Host-`, so that no other host of the domain can set it."""

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest

HOST_ONLY = "__Host-"


def named(request: HttpRequest, name: str) -> str:
    return f"{HOST_ONLY}{name}" if request.is_secure() else name


class HostOnlyCookie(CookieStorage):
    cookie_name = f"{HOST_ONLY}messages"


class Messages(FallbackStorage):
    """Django's storage of messages, for production."""

    storage_classes = (HostOnlyCookie, SessionStorage)
