"""Create and revoke API tokens, and look up the owner of a secret."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction
from django.utils import timezone

from accounts.granting import Act, Line, remember
from accounts.models import Body, RightKind, Token, User, Way
from accounts.rights import Scope

PREFIX = "cpg_"
HINT_LENGTH = 10
LONGEST = timedelta(days=366)
# `last_used_at` is precise to a minute: a program that asks a hundred times a minute causes one write, not a hundred.
USE_NOTED_EVERY = timedelta(minutes=1)


def digest_of(secret: str) -> str:
    """A secret of 256 random bits needs no salt and no slow hash: nobody can try them all."""
    return sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue(
    *,
    user: User,
    label: str,
    scope: Scope,
    bodies: Iterable[Body],
    expires_at: datetime,
    way: Way = Way.FORM,
) -> tuple[Token, str]:
    """Create a token; return it with its secret, which is stored nowhere and cannot be shown again. People create
    their own at the screen; otherwise a command of the operator does.

    Raises ValueError without bodies, for bodies where the person has no role, and for a date that is past or more
    than a year away.
    """
    listed = list(bodies)
    now = timezone.now()
    # Also when the form has offered only own bodies: a request can be written by hand.
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
    _remember(token, listed, "", scope.value, Act(user if way is Way.FORM else None, way))
    return token, secret


@transaction.atomic
def revoke(token: Token, *, actor: User | None, way: Way = Way.FORM) -> None:
    """Revoke a token: it opens nothing any more. `actor` is None for a command of the operator."""
    if Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
        _remember(token, token.bodies.order_by("pk"), token.scope, "", Act(actor, way))


@transaction.atomic
def forget_tokens(user: User, *, actor: User | None, way: Way) -> None:
    """Of somebody who left: revoked, which the history of rights keeps, then deleted with what they were called."""
    for token in user.tokens.order_by("pk"):
        revoke(token, actor=actor, way=way)
    user.tokens.all().delete()


def _remember(token: Token, bodies: Iterable[Body], before: str, after: str, act: Act) -> None:
    """In the history of each body that the token opens. Bodies are locked in one order, whoever asks."""
    subject = f"«\u00a0{token.label}\u00a0» ({token.hint}…)"
    line = Line(RightKind.TOKEN, token.user, before, after, subject)
    for body in sorted(bodies, key=lambda each: each.pk):
        remember(body, [line], act)


def owner_of(secret: str) -> tuple[User, Token] | None:
    """The owner of the secret, limited to what the token allows, and the token; None when it is not valid."""
    token = (
        Token.objects.select_related("user")
        .prefetch_related("bodies")
        .filter(digest=digest_of(secret), revoked_at__isnull=True, expires_at__gt=timezone.now())
        .first()
    )
    if token is None or not token.user.is_active:
        return None
    _note_use(token)
    token.user.limit(token.limits)
    return token.user, token


def _note_use(token: Token) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
