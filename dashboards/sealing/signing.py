"""Signatures of checkpoints, by Ed25519: whoever has the public key verifies them, and only its owner makes them."""

from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from dashboards.models.seal import Checkpoint
from dashboards.sealing.canonical import plain


def public_key() -> str:
    return _public(_secret())


def sign(point: Checkpoint) -> None:
    point.public_key = public_key()
    point.signature = _key(_secret()).sign(signed_bytes(point)).hex()


def is_signed(point: Checkpoint) -> bool:
    """By the key of the settings, or by one that came before it."""
    if point.public_key not in _known():
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(point.public_key))
        key.verify(bytes.fromhex(point.signature), signed_bytes(point))
    except (InvalidSignature, ValueError):
        return False
    return True


def signed_bytes(point: Checkpoint) -> bytes:
    """What is signed, and what a time stamp is of."""
    closing = point.closing_id or 0
    parts = (point.contract_id or 0, closing, point.position, point.head, plain(point.made_at))
    return "|".join(map(str, parts)).encode()


def _known() -> set[str]:
    """Where history has a key of its own, SECRET_KEY signs nothing: more people have it."""
    secrets = [_secret()] if settings.HISTORY_KEY else [_secret(), *map(str, settings.SECRET_KEY_FALLBACKS)]
    return {*map(_public, secrets), *settings.HISTORY_PUBLIC_KEYS}


def _public(secret: str) -> str:
    return _key(secret).public_key().public_bytes_raw().hex()


def _secret() -> str:
    return str(settings.HISTORY_KEY or settings.SECRET_KEY)


def _key(secret: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sha256(f"historique|{secret}".encode()).digest())
