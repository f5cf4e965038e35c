"""Texts that leave the application, or that a copied database would show: AES-256-GCM with keys of the settings."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from hashlib import sha256
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12


def encrypt(purpose: str, text: str) -> str:
    nonce = token_bytes(NONCE)
    return urlsafe_b64encode(nonce + _ciphers(purpose)[0].encrypt(nonce, text.encode(), None)).decode()


def decrypt(purpose: str, encrypted: str) -> str | None:
    """None for what was encrypted for something else, under another key, or by somebody else."""
    with suppress(ValueError):
        content = urlsafe_b64decode(encrypted)
        for cipher in _ciphers(purpose):
            with suppress(InvalidTag):
                return cipher.decrypt(content[:NONCE], content[NONCE:], None).decode()
    return None


def _ciphers(purpose: str) -> list[AESGCM]:
    """Nothing is read without the key of the settings; keys that were replaced still read."""
    keys = (str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS))
    return [AESGCM(sha256(f"{purpose}|{key}".encode()).digest()) for key in keys]
