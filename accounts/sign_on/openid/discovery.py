"""What the provider publishes of itself, its addresses and its keys, kept for ten minutes by each process."""

from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.adapter import get_adapter
from jwt import PyJWK, PyJWKSet
from jwt.exceptions import PyJWTError

from accounts.sign_on.openid.configuration import Configuration
from accounts.sign_on.openid.refusals import Reason, Refused

KEPT_SECONDS = 600
# Of asymmetric keys only: a key that everybody may read must never be taken for a shared secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
ADDRESSES = (*NEEDED, "userinfo_endpoint", "end_session_endpoint")

type Document = dict[str, Any]

_kept: dict[str, tuple[float, Document]] = {}


def forget() -> None:
    _kept.clear()


def discovered(configuration: Configuration) -> Document:
    """The document of OpenID Connect Discovery, if it is that of this issuer."""
    document = _read(f"{configuration.issuer.rstrip('/')}/.well-known/openid-configuration")
    if document.get("issuer") != configuration.issuer or not all(document.get(name) for name in NEEDED):
        raise Refused(Reason.DISCOVERY)
    scheme = urlsplit(configuration.issuer).scheme
    given = [str(document[name]) for name in ADDRESSES if document.get(name)]
    # An issuer in https sends nobody, and no secret, to an address in the clear.
    if any(urlsplit(address).scheme not in {"https", scheme} for address in given):
        raise Refused(Reason.DISCOVERY)
    return document


def signing_key(configuration: Configuration, key_id: str | None) -> PyJWK:
    """The public key of that name. One that is not known may be new: keys are then read once again."""
    address = discovered(configuration)["jwks_uri"]
    key = _named(_read(address), key_id) or _named(_read(address, again=True), key_id)
    if key is None:
        raise Refused(Reason.KEYS)
    return key


def _named(document: Document, key_id: str | None) -> PyJWK | None:
    try:
        keys = PyJWKSet.from_dict(document).keys
    except PyJWTError:
        return None
    usable = [key for key in keys if key.public_key_use in {None, "sig"} and key.algorithm_name in ALGORITHMS]
    if key_id is None:
        return usable[0] if len(usable) == 1 else None
    return next((key for key in usable if key.key_id == key_id), None)


def _read(address: str, *, again: bool = False) -> Document:
    read_at, document = _kept.get(address, (0.0, {}))
    if document and not again and monotonic() - read_at < KEPT_SECONDS:
        return document
    with get_adapter().get_requests_session() as session:
        answer = session.get(address)
        answer.raise_for_status()
        document = answer.json()
    if not isinstance(document, dict):
        raise Refused(Reason.DISCOVERY)
    _kept[address] = (monotonic(), document)
    return document
