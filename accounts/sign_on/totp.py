"""Codes of an application: RFC 6238 by HMAC-SHA-256, in their own half-minute, once. The library knows SHA-1 only."""

import time
from base64 import b32decode

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction

SECONDS, DIGITS = 30, 6
# The half-minute of the last code that was taken: none of that one or before is taken again.
LAST = "last"


def is_current(secret: str, code: str) -> bool:
    """No code of another half-minute: ASVS 6.5.5 gives it thirty seconds."""
    try:
        _codes(secret).verify(_plain(code), int(time.time()))
    except InvalidToken:
        return False
    return True


def address_of(secret: str, name: str, issuer: str) -> str:
    """What the drawing says: names the hash, which applications otherwise take for SHA-1."""
    return _codes(secret).get_provisioning_uri(name, issuer)


@transaction.atomic
def take(factor: Authenticator, code: str) -> bool:
    kept = Authenticator.objects.select_for_update().get(pk=factor.pk)
    now = int(time.time()) // SECONDS
    if now <= kept.data.get(LAST, 0) or not is_current(decrypt(kept.data["secret"]), code):
        return False
    note(kept, now)
    return True


def note(factor: Authenticator, half_minute: int | None = None) -> None:
    """The code of that half-minute, else of this one, was used."""
    factor.data[LAST] = int(time.time()) // SECONDS if half_minute is None else half_minute
    factor.save(update_fields=["data"])


def _codes(secret: str) -> TOTP:
    return TOTP(b32decode(secret), DIGITS, SHA256(), SECONDS)


def _plain(code: str) -> bytes:
    """Applications show a space in the middle."""
    return "".join(code.split()).encode()
