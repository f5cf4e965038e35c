"""Which signatures are believed: approved algorithms, 128 bits of security (ASVS 5.0, 11.2.3, 11.6.1, appendix C).

RSA with PKCS#1 v1.5 is disallowed there, and 2,048 bits of RSA are worth 112. `LEGACY_SIGNATURES` names what may still
use them.
"""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.conf import settings

from accounts.sign_on.legacy import Legacy

# Of asymmetric keys only: a key that everybody may read must never be taken for a shared secret.
APPROVED = ("PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEGACY = ("RS256", "RS384", "RS512")
RSA_BITS = 3072
# Of passkeys, as COSE numbers them: ES256, EdDSA, ES384, ES512. Their RSA keys have 2,048 bits.
PASSKEYS = (-7, -8, -35, -36)
LEGACY_PASSKEYS = (-257,)


def is_legacy(what: Legacy) -> bool:
    return what in settings.LEGACY_SIGNATURES


def of_provider() -> tuple[str, ...]:
    return APPROVED + (LEGACY if is_legacy(Legacy.PROVIDER) else ())


def is_strong_enough(key: Any) -> bool:
    """A public key of the provider. Its curves all have 128 bits."""
    return not isinstance(key, RSAPublicKey) or key.key_size >= RSA_BITS or is_legacy(Legacy.PROVIDER)


def of_passkeys() -> tuple[int, ...]:
    return PASSKEYS + (LEGACY_PASSKEYS if is_legacy(Legacy.PASSKEYS) else ())
