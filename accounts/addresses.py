"""Where a request comes from, for the count of failed sign-ins."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address that the farthest trusted proxy saw; the connection's own without proxies.

    Each proxy appends the address it saw to X-Forwarded-For. Entries further left come from the client and may be
    forged: counting failed sign-ins by them would let an attacker dodge the lock, or lock somebody else out.
    """
    seen = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",")]
    if 0 < settings.TRUSTED_PROXIES <= len(seen) and _is_address(seen[-settings.TRUSTED_PROXIES]):
        return seen[-settings.TRUSTED_PROXIES]
    return request.META.get("REMOTE_ADDR") or None


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
