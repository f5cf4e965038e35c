"""What the provider publishes of itself, its addresses and its keys, kept for ten minutes by each process."""

from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.adapter import get_adapter
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from accounts.sign_on.openid.configuration import Configuration
from accounts.sign_on.openid.refusals import Reason, Refused
from accounts.sign_on.strength import is_strong_enough, of_provider

KEPT_SECONDS = 600
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


def signing_key(configuration: Configuration, algorithm: str, key_id: str | None) -> PyJWK:
    """The public key of that name. One that is not known may be new: keys are then read once again."""
    if algorithm not in of_provider():
        raise Refused(Reason.ALGORITHM)
    address = discovered(configuration)["jwks_uri"]
    key = _named(_read(address), algorithm, key_id) or _named(_read(address, again=True), algorithm, key_id)
    if key is None:
        raise Refused(Reason.KEYS)
    if not is_strong_enough(key.key):
        raise Refused(Reason.WEAK)
    return key


def _named(document: Document, algorithm: str, key_id: str | None) -> PyJWK | None:
    published = document.get("keys")
    listed = published if isinstance(published, list) else []
    usable = [key for each in listed if (key := _usable(each, algorithm))]
    if key_id is None:
        return usable[0] if len(usable) == 1 else None
    return next((key for key in usable if key.key_id == key_id), None)


def _usable(published: Any, algorithm: str) -> PyJWK | None:
    """For that algorithm: an RSA key that names none serves several."""
    if not isinstance(published, dict) or published.get("alg", algorithm) != algorithm:
        return None
    try:
        key = PyJWK(published, algorithm)
    except PyJWTError:
        return None
    return key if key.public_key_use in {None, "sig"} else None


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
