"""Limits of sign-in: by account, by address, and by both together.

A refused try is not counted, so that nobody renews a lock. A browser where the person signed in before, or that opened
the link of a mail to them, has a count of its own: the failures of others do not keep them out.
"""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import structlog
from allauth.account.signals import password_reset, user_logged_in
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.core.signing import BadSignature
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from accounts.addresses import client_address
from accounts.cookies import named
from accounts.models import User

type Usage = ratelimit.RateLimitUsage

log = structlog.get_logger(__name__)

MINUTES = 15
TOGETHER, OF_ACCOUNT, OF_ADDRESS = 8, 20, 30
COOKIE, SALT = "navigateur", "accounts.sign_on.defence"
KNOWN_FOR = timedelta(days=180)
PEOPLE_OF_A_BROWSER = 8
MAILED = "lien_recu"


def take(request: HttpRequest, username: str) -> list[Usage] | None:
    """Count a try before its password is looked at; None when there were too many."""
    taken: list[Usage] = []
    try:
        for key, amount in _counts(request, digest_of(username)):
            usage = ratelimit.consume(
                request,
                app="accounts",
                action="sign_in",
                config={"sign_in": f"{amount}/{MINUTES}m/key"},
                key=key,
            )
            if usage is None:
                give_back(taken)
                return None
            taken.append(usage)
    except Exception as error:  # noqa: BLE001 - whatever a cache may raise: entering figures matters more than a limit
        log.warning("sign_in_not_counted", error=type(error).__name__)
    return taken


def give_back(taken: list[Usage]) -> None:
    """A try that succeeded, or that another limit refused, is not counted."""
    for usage in taken:
        usage.rollback()


def unlock(user: User) -> None:
    """Begin all counts of the account anew. Those of addresses go on."""
    cache.set(_turn_key(digest_of(user.username)), uuid4().hex, 2 * MINUTES * 60)


def _counts(request: HttpRequest, account: str) -> Iterator[tuple[str, int]]:
    turn = cache.get(_turn_key(account), "")
    if browser := _known_browser(request, account):
        yield f"{account}|{turn}|{browser}", TOGETHER
        return
    address = ratelimit.truncate_ip(client_address(request) or "")
    yield f"{account}|{turn}|{address}", TOGETHER
    yield f"{account}|{turn}", OF_ACCOUNT
    yield f"|{address}", OF_ADDRESS


def _known_browser(request: HttpRequest, account: str) -> str:
    """What tells this browser from others if the account is known to it, else ""."""
    if request.session.get(MAILED) == account:
        return request.session.session_key or ""
    people = _people(request)
    return digest_of(".".join(people)) if account in people else ""


def _people(request: HttpRequest) -> list[str]:
    try:
        return str(request.get_signed_cookie(named(request, COOKIE), "", salt=SALT, max_age=KNOWN_FOR)).split(
            "."
        )
    except BadSignature:
        return []


@receiver(user_logged_in)
def know_browser(request: HttpRequest, response: HttpResponse, user: User, **_: object) -> None:
    account = digest_of(user.username)
    people = [account, *(each for each in _people(request) if each not in {account, ""})]
    response.set_signed_cookie(
        named(request, COOKIE),
        ".".join(people[:PEOPLE_OF_A_BROWSER]),
        salt=SALT,
        max_age=KNOWN_FOR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


@receiver(password_reset)
def let_in(request: HttpRequest, user: User, **_: object) -> None:
    """Who opened a link of a mail to the person is the person."""
    request.session[MAILED] = digest_of(user.username)


def digest_of(text: str) -> str:
    """Names are stored in no cache and no cookie as they are. One account has one digest, however its name is written:
    PostgreSQL compares capitals, and `ı` has the capital of `i`.
    """
    return sha256(text.upper().casefold().encode()).hexdigest()[:20]


def _turn_key(account: str) -> str:
    return f"connexion:{account}"
