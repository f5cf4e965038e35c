"""A role that somebody asks for themselves waits for another administrator of the body."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.granting.history import lock_body
from accounts.granting.roles import change_role
from accounts.granting.second import administrators_of, is_same_person, why_not_second
from accounts.granting.telling import tell
from accounts.models import Body, Outcome, RoleDecision, RoleRequest, User, Way
from accounts.models.security import SecurityKind
from accounts.rights import Role, Verb, may
from accounts.security.recording import log_security


class RequestRefusedError(Exception):
    """The decision is not possible, with the reason in French."""


def waiting_requests() -> QuerySet[RoleRequest]:
    return RoleRequest.objects.filter(decision=None)


@transaction.atomic
def ask(*, person: User, body: Body, role: Role, asked_by: User) -> tuple[RoleRequest, int]:
    """The request, and how many people can accept it. A request that waits already is not asked a second time."""
    lock_body(body)
    waiting = waiting_requests().filter(person=person, body=body, role=role.value).first()
    seconds = [
        each for each in administrators_of(body) if not why_not_second(each, body, *{person, asked_by})
    ]
    if waiting is not None:
        return waiting, len(seconds)
    request = RoleRequest.objects.create(
        person=person, body=body, role=role.value, asked_by=asked_by, asked_at=timezone.now()
    )
    log_security(SecurityKind.RIGHT_ASKED, actor=asked_by, subject=person, body=body, detail=role.label)
    tell(seconds, "asked", body=body, person=person, role=role, actor=asked_by)
    return request, len(seconds)


@transaction.atomic
def decide(request: RoleRequest, *, outcome: Outcome, actor: User) -> None:
    """Accept, refuse or take back. Raises RequestRefusedError for who may not, and when it was decided meanwhile."""
    lock_body(request.body)
    if RoleDecision.objects.filter(request=request).exists():
        raise RequestRefusedError("elle a déjà eu une suite")
    reason = _why_not(request, outcome, actor)
    if reason:
        raise RequestRefusedError(reason)
    RoleDecision.objects.create(
        request=request, outcome=outcome.value, decided_by=actor, decided_at=timezone.now()
    )
    if outcome is Outcome.ACCEPTED:
        change_role(
            person=request.person,
            body=request.body,
            after=Role(request.role),
            actor=actor,
            way=Way.FORM,
            request=request,
        )
    if outcome is not Outcome.TAKEN_BACK:
        tell(
            [request.asked_by],
            "decided",
            body=request.body,
            role=Role(request.role),
            actor=actor,
            outcome=outcome.label,
        )


def _why_not(request: RoleRequest, outcome: Outcome, actor: User) -> str:
    if outcome is Outcome.TAKEN_BACK:
        return "" if is_same_person(actor, request.asked_by) else "seul son auteur la reprend"
    asker = request.asked_by
    if outcome is Outcome.ACCEPTED and not (asker.is_superuser or may(asker, Verb.ADMINISTER, request.body)):
        return "son auteur n’administre plus cet organisme"
    return why_not_second(actor, request.body, request.person, asker)
