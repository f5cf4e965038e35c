"""Write lines of the history of rights, in the transaction of what they tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from django.db.models import Max
from django.utils import timezone

from accounts.models import Body, RightKind, RightRevision, RoleRequest, User, Way
from accounts.models.security import SecurityKind
from accounts.security.recording import log_security

SUBJECT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One change: what the person had of `kind` on `subject`, and has now; "" for nothing."""

    kind: RightKind
    person: User
    before: str = ""
    after: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """Who changes rights, and how. `actor` is None for a command of the operator; `request` is what is accepted."""

    actor: User | None
    way: Way
    request: RoleRequest | None = None


def lock_body(body: Body) -> None:
    """Make every other change of rights in this body wait until the caller's transaction ends."""
    # NO KEY: a plain FOR UPDATE would also block inserts of rows that only refer to the body.
    Body.objects.select_for_update(no_key=True).get(pk=body.pk)


GIVEN_OR_TAKEN = {
    RightKind.ROLE: (SecurityKind.RIGHT_GIVEN, SecurityKind.RIGHT_TAKEN),
    RightKind.ASSIGNMENT: (SecurityKind.RIGHT_GIVEN, SecurityKind.RIGHT_TAKEN),
    RightKind.TOKEN: (SecurityKind.TOKEN_CREATED, SecurityKind.TOKEN_REVOKED),
    RightKind.ACCESS: (SecurityKind.ACCOUNT_OPENED, SecurityKind.ACCOUNT_CLOSED),
}


def remember(body: Body, lines: Sequence[Line], act: Act) -> None:
    """Also in the journal of security, except what the demonstration makes up."""
    lock_body(body)
    last = RightRevision.objects.filter(body=body).aggregate(last=Max("sequence"))["last"] or 0
    now = timezone.now()
    revisions = [
        RightRevision(
            body=body,
            sequence=sequence,
            kind=line.kind.value,
            person=line.person,
            subject=line.subject[:SUBJECT_LENGTH],
            before=line.before,
            after=line.after,
            actor=act.actor,
            way=act.way.value,
            request=act.request,
            recorded_at=now,
        )
        for sequence, line in zip(count(last + 1), lines, strict=False)
    ]
    RightRevision.objects.bulk_create(revisions)
    for revision in revisions if act.way is not Way.DEMO else ():
        _log(revision)


def _log(revision: RightRevision) -> None:
    """Without the name of a token, which somebody typed."""
    given, taken = GIVEN_OR_TAKEN[RightKind(revision.kind)]
    log_security(
        given if revision.after else taken,
        actor=revision.actor,
        subject=revision.person,
        body=revision.body,
        detail=revision.change if revision.kind == RightKind.TOKEN else revision.what,
    )
