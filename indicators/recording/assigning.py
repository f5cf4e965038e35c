"""Who fills in an indicator: assignments, each with its line in the history of rights."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.granting import Act, Line, remember
from accounts.models import Body, RightKind, User, Way
from accounts.rights import Verb, may, may_somewhere
from commitments.ledger.refusals import DAYS_REVERSED, Refusal, not_allowed, raise_first
from commitments.models import Contract, lock_contract
from cpg.shared.days import NO_DAYS, Days
from indicators.holders import Holders, Holding, digest_of, kind_of
from indicators.models import Assignment, Indicator

TWICE = "{} est nommé deux fois pour cet indicateur\u00a0: gardez une seule ligne à son nom."
NOT_A_WRITER = "{} ne saisit rien dans cet organisme\u00a0: donnez-lui d’abord le rôle de gestionnaire."
STALE = "Une autre personne a changé cette attribution entre-temps\u00a0: relisez, puis choisissez."


@transaction.atomic
def assign_all(*, contract: Contract, rows: Sequence[Holders], actor: User, way: Way = Way.FORM) -> int:
    """Make the assignments of these indicators what is said, or refuse each that is wrong; how many have changed."""
    locked = lock_contract(contract.pk)
    _require_administrator(actor, contract.body)
    held: dict[int, list[Assignment]] = {each.indicator.pk: [] for each in rows}
    for assignment in Assignment.every_date.filter(
        indicator__contract=locked, indicator__in=held
    ).select_related("user", "indicator__contract__body"):
        held[assignment.indicator_id].append(assignment)
    changed = {}
    for rank, row in enumerate(rows):
        before = digest_of(map(Holding.of, held[row.indicator.pk]))
        if digest_of(row.holdings) != before:
            changed[rank] = (row, before)
    refused = {rank: _unfit(contract, row, before) for rank, (row, before) in changed.items()}
    raise_first({rank: each for rank, each in refused.items() if each})
    for row, _ in changed.values():
        _make(row, held[row.indicator.pk], actor, way)
    return len(changed)


def _unfit(contract: Contract, row: Holders, before: str) -> Refusal | None:
    if row.indicator.contract_id != contract.pk:
        return not_allowed()
    if row.seen != before:
        return Refusal(STALE, "stale_version")
    named = Counter(each.person for each in row.holdings)
    for each in row.holdings:
        if named[each.person] > 1:
            return Refusal(TWICE.format(each.person), "same_person")
        if not may_somewhere(each.person, Verb.RECORD, contract.body_id):
            return Refusal(NOT_A_WRITER.format(each.person), "not_a_writer")
        if not each.days.are_in_order:
            return Refusal(DAYS_REVERSED, "days_reversed")
    return None


def _make(row: Holders, held: Iterable[Assignment], actor: User, way: Way) -> None:
    kept = {each.person.pk for each in row.holdings}
    for assignment in held:
        if assignment.user_id not in kept:
            unassign(assignment=assignment, actor=actor, way=way)
    for each in row.holdings:
        assign(
            person=each.person,
            indicator=row.indicator,
            is_deputy=each.is_deputy,
            days=each.days,
            actor=actor,
            way=way,
        )


@transaction.atomic
def assign(
    *,
    person: User,
    indicator: Indicator,
    is_deputy: bool,
    days: Days = NO_DAYS,
    actor: User,
    way: Way = Way.FORM,
) -> Assignment:
    """Assign the indicator, or change from when to when, or whether the person is its deputy."""
    _require_administrator(actor, indicator.contract.body)
    if not days.are_in_order:
        raise Refusal(DAYS_REVERSED, "days_reversed")
    held = Assignment.every_date.filter(user=person, indicator=indicator).first()
    before, days_before = (kind_of(held.is_deputy), held.days) if held else ("", NO_DAYS)
    assignment, _ = Assignment.every_date.update_or_create(
        user=person,
        indicator=indicator,
        defaults={"is_deputy": is_deputy, "starts_on": days.start, "ends_on": days.end},
    )
    moves = ((before, kind_of(is_deputy)), (days_before.code, days.code))
    lines = [_line(person, indicator, *move) for move in moves if move[0] != move[1]]
    if lines:
        remember(indicator.contract.body, lines, Act(actor, way))
    return assignment


@transaction.atomic
def unassign(*, assignment: Assignment, actor: User | None, way: Way = Way.FORM) -> None:
    """`actor` is None for a command of the operator."""
    body = assignment.indicator.contract.body
    if actor is not None:
        _require_administrator(actor, body)
    if Assignment.every_date.filter(pk=assignment.pk).delete()[0]:
        held = (kind_of(assignment.is_deputy), assignment.days.code)
        lines = [_line(assignment.user, assignment.indicator, before, "") for before in held if before]
        remember(body, lines, Act(actor, way))


@transaction.atomic
def assign_fictitious(body: Body, assignments: Iterable[Assignment]) -> None:
    """Those of the demonstration, all at once. Who fills in an indicator already stays as they are."""
    listed = list(assignments)
    indicators = [each.indicator for each in listed]
    held = set(Assignment.every_date.filter(indicator__in=indicators).values_list("user_id", "indicator_id"))
    new: Sequence[Assignment] = [each for each in listed if (each.user_id, each.indicator_id) not in held]
    Assignment.every_date.bulk_create(new)
    lines = [_line(each.user, each.indicator, "", kind_of(each.is_deputy)) for each in new]
    remember(body, lines, Act(None, Way.DEMO))


def _line(person: User, indicator: Indicator, before: str, after: str) -> Line:
    return Line(RightKind.ASSIGNMENT, person, before, after, _subject(indicator))


def _subject(indicator: Indicator) -> str:
    return f"{indicator.contract.label}, {indicator.code}"


def _require_administrator(actor: User, body: Body) -> None:
    if not (actor.is_superuser or may(actor, Verb.ADMINISTER, body)):
        raise PermissionDenied
