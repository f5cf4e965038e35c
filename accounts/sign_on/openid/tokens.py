"""Tokens of the provider: read only once their signature, issuer, audience and dates are verified."""

from datetime import timedelta
from hmac import compare_digest
from typing import Any

import jwt

from accounts.sign_on.openid.configuration import Configuration
from accounts.sign_on.openid.discovery import signing_key
from accounts.sign_on.openid.refusals import Reason, Refused
from accounts.sign_on.strength import of_provider

# Clocks of two servers differ a little.
LEEWAY = timedelta(seconds=60)
# Of its column.
LONGEST_SUBJECT = 191
NEEDED = ("iss", "aud", "sub")
# The more precise first.
REASONS: tuple[tuple[type[jwt.PyJWTError], Reason], ...] = (
    (jwt.ExpiredSignatureError, Reason.EXPIRED),
    (jwt.ImmatureSignatureError, Reason.EXPIRED),
    (jwt.InvalidIssuerError, Reason.ISSUER),
    (jwt.InvalidAudienceError, Reason.AUDIENCE),
    (jwt.MissingRequiredClaimError, Reason.INCOMPLETE),
    (jwt.InvalidAlgorithmError, Reason.ALGORITHM),
    (jwt.InvalidSignatureError, Reason.SIGNATURE),
    (jwt.PyJWTError, Reason.SIGNATURE),
)

type Claims = dict[str, Any]


def identity(configuration: Configuration, token: str, nonce: str) -> Claims:
    """The claims of an ID token, if it answers this very request."""
    claims = _verified(configuration, token, (*NEEDED, "exp", "iat"))
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else configuration.client_id) != configuration.client_id:
        raise Refused(Reason.AUDIENCE)
    if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise Refused(Reason.INCOMPLETE)
    # Two empty ones are equal.
    if not nonce or not compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise Refused(Reason.NONCE)
    return claims


def signed_userinfo(configuration: Configuration, token: str) -> Claims:
    """The answer of the userinfo endpoint when it is a signed token."""
    return _verified(configuration, token, NEEDED)


def _verified(configuration: Configuration, token: str, needed: tuple[str, ...]) -> Claims:
    try:
        header = jwt.get_unverified_header(token)
        return jwt.decode(
            token,
            key=signing_key(configuration, str(header.get("alg")), header.get("kid")),
            # `none` is not among them, nor HS256, whose secret would be the key that everybody may read.
            algorithms=of_provider(),
            audience=configuration.client_id,
            issuer=configuration.issuer,
            leeway=LEEWAY,
            options={"require": list(needed)},
        )
    except jwt.PyJWTError as error:
        raise Refused(next(reason for kind, reason in REASONS if isinstance(error, kind))) from error
