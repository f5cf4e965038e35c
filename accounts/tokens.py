"""Giving a token, taking it back, and finding whose it is."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction
from django.utils import timezone

from accounts.models import Body, Token, User
from accounts.rights import Scope

PREFIX = "cpg_"
HINT_LENGTH = 10
LONGEST = timedelta(days=366)
# A token's last use is told to the minute: a program that asks a hundred times a minute writes it once.
USE_NOTED_EVERY = timedelta(minutes=1)


def digest_of(secret: str) -> str:
    """A secret of 256 random bits needs no salt and no slow hash: nobody can try them all."""
    return sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue(
    *, user: User, label: str, scope: Scope, bodies: Iterable[Body], expires_at: datetime
) -> tuple[Token, str]:
    """A new token and its secret, which is said once and kept nowhere. Raises ValueError for bodies that are not
    the person's own, for none at all, and for a date that is past or more than a year away.
    """
    listed = list(bodies)
    now = timezone.now()
    if not listed or any(not user.roles_in(body.pk) for body in listed):
        raise ValueError("a token is for bodies of its owner")
    if not now < expires_at <= now + LONGEST:
        raise ValueError("a token lasts until a date within a year")
    secret = f"{PREFIX}{token_urlsafe(32)}"
    token = Token.objects.create(
        user=user,
        label=label,
        digest=digest_of(secret),
        hint=secret[:HINT_LENGTH],
        scope=scope.value,
        created_at=now,
        expires_at=expires_at,
    )
    token.bodies.set(listed)
    return token, secret


def revoke(token: Token) -> None:
    """From now on the token opens nothing. The row stays: it says who had it."""
    Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())


def owner_of(secret: str) -> tuple[User, Token] | None:
    """The person for whom the secret acts, limited to what its token allows; None when it opens nothing."""
    found = (
        Token.objects.select_related("user")
        .prefetch_related("bodies")
        .filter(digest=digest_of(secret), revoked_at__isnull=True, expires_at__gt=timezone.now())
        .first()
    )
    if found is None or not found.user.is_active:
        return None
    _note_use(found)
    found.user.limit(found.limits)
    return found.user, found


def _note_use(token: Token) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
