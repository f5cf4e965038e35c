"""Who fills in an indicator: assignments, each with its line in the history of rights."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.granting import Act, Line, remember
from accounts.models import Body, RightKind, User, Way
from accounts.rights import Verb, may
from indicators.models import Assignment, Indicator

HOLDER, DEPUTY = "titulaire", "suppleant"


@transaction.atomic
def assign(
    *, person: User, indicator: Indicator, is_deputy: bool, actor: User, way: Way = Way.FORM
) -> Assignment:
    """Assign the indicator, or change whether the person is its deputy."""
    _require_administrator(actor, indicator.contract.body)
    held = Assignment.objects.filter(user=person, indicator=indicator).first()
    before = _kind(held.is_deputy) if held else ""
    assignment, _ = Assignment.objects.update_or_create(
        user=person, indicator=indicator, defaults={"is_deputy": is_deputy}
    )
    after = _kind(is_deputy)
    if before != after:
        line = Line(RightKind.ASSIGNMENT, person, before, after, _subject(indicator))
        remember(indicator.contract.body, [line], Act(actor, way))
    return assignment


@transaction.atomic
def unassign(*, assignment: Assignment, actor: User | None, way: Way = Way.FORM) -> None:
    """`actor` is None for a command of the operator."""
    body = assignment.indicator.contract.body
    if actor is not None:
        _require_administrator(actor, body)
    if Assignment.objects.filter(pk=assignment.pk).delete()[0]:
        line = Line(
            RightKind.ASSIGNMENT,
            assignment.user,
            _kind(assignment.is_deputy),
            subject=_subject(assignment.indicator),
        )
        remember(body, [line], Act(actor, way))


@transaction.atomic
def assign_fictitious(body: Body, assignments: Iterable[Assignment]) -> None:
    """Those of the demonstration, all at once. Who fills in an indicator already stays as they are."""
    listed = list(assignments)
    indicators = [each.indicator for each in listed]
    held = set(Assignment.objects.filter(indicator__in=indicators).values_list("user_id", "indicator_id"))
    new: Sequence[Assignment] = [each for each in listed if (each.user_id, each.indicator_id) not in held]
    Assignment.objects.bulk_create(new)
    lines = [
        Line(RightKind.ASSIGNMENT, each.user, after=_kind(each.is_deputy), subject=_subject(each.indicator))
        for each in new
    ]
    remember(body, lines, Act(None, Way.DEMO))


def _kind(is_deputy: bool) -> str:
    return DEPUTY if is_deputy else HOLDER


def _subject(indicator: Indicator) -> str:
    return f"{indicator.contract.label}, {indicator.code}"


def _require_administrator(actor: User, body: Body) -> None:
    if not (actor.is_superuser or may(actor, Verb.ADMINISTER, body)):
        raise PermissionDenied
