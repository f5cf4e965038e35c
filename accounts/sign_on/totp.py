"""Codes of an application: RFC 6238 by HMAC-SHA-256, in their own half-minute, once. The library knows SHA-1 only.

Microsoft Authenticator reads SHA-1 alone: `LEGACY_SIGNATURES=codes` has applications added with it. Each keeps the hash
that it was added with, whatever the setting becomes.
"""

import time
from base64 import b32decode
from collections.abc import Mapping

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction

from accounts.sign_on.legacy import Legacy
from accounts.sign_on.strength import is_legacy

SECONDS, DIGITS = 30, 6
# The half-minute of the last code that was taken: none of that one or before is taken again.
LAST = "last"
HASH = "hash"
APPROVED, OLD = "sha256", "sha1"
HASHES: Mapping[str, type[SHA1 | SHA256]] = {APPROVED: SHA256, OLD: SHA1}


def hash_of_new() -> str:
    """Of an application that is added now."""
    return OLD if is_legacy(Legacy.CODES) else APPROVED


def is_current(secret: str, code: str, hashed_by: str) -> bool:
    """No code of another half-minute: ASVS 6.5.5 gives it thirty seconds."""
    try:
        _codes(secret, hashed_by).verify(_plain(code), int(time.time()))
    except InvalidToken:
        return False
    return True


def address_of(secret: str, name: str, issuer: str) -> str:
    """What the drawing says: names the hash, which applications otherwise take for SHA-1."""
    return _codes(secret, hash_of_new()).get_provisioning_uri(name, issuer)


@transaction.atomic
def take(factor: Authenticator, code: str) -> bool:
    kept = Authenticator.objects.select_for_update().get(pk=factor.pk)
    now = int(time.time()) // SECONDS
    hashed_by = kept.data.get(HASH, APPROVED)
    if now <= kept.data.get(LAST, 0) or not is_current(decrypt(kept.data["secret"]), code, hashed_by):
        return False
    note(kept, now)
    return True


def keep_hash(factor: Authenticator) -> None:
    """An application that was just added, whose first code was used."""
    factor.data[HASH] = hash_of_new()
    note(factor)


def note(factor: Authenticator, half_minute: int | None = None) -> None:
    """The code of that half-minute, else of this one, was used."""
    factor.data[LAST] = int(time.time()) // SECONDS if half_minute is None else half_minute
    factor.save(update_fields=["data"])


def _codes(secret: str, hashed_by: str) -> TOTP:
    return TOTP(b32decode(secret), DIGITS, HASHES[hashed_by](), SECONDS)


def _plain(code: str) -> bytes:
    """Applications show a space in the middle."""
    return "".join(code.split()).encode()
