"""From the person who enters to the one who checks: submit, validate, return. Many months are one act, all or nothing.

saisi -> soumis -> valide, or retourne with a reason; what is corrected after that is submitted again. Only these states
change: the figures stay, and nothing is recomputed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb
from commitments.models import Change, Contract, Origin, lock_contract, open_change
from indicators.domain.model import Status
from indicators.domain.periods import Month
from indicators.models import ActualRevision, Indicator, State
from indicators.recording.refusals import Refusal, require, require_version
from indicators.recording.revisions import add_revision, standing_revision
from indicators.selectors import attainments_by_month, closed_months, today_in_paris


@dataclass(frozen=True, slots=True)
class Step:
    """One month to move on, and the version of it that the person saw. The indicator comes `with_definition()`."""

    indicator: Indicator
    month: Month
    expected_version: int


@transaction.atomic
def submit(
    *,
    contract: Contract,
    steps: Sequence[Step],
    actor: User | None,
    origin: Origin,
    moment: datetime | None = None,
) -> list[ActualRevision]:
    """Hand months over to whoever validates. A month that makes the status fall below the seuil owes a comment."""
    locked, standing = _prepared(contract, steps, actor, Verb.SUBMIT)
    for step, revision in zip(steps, standing, strict=True):
        if revision.state not in {State.SAISI, State.RETOURNE}:
            raise Refusal(f"{_named(step)} est déjà soumis.", "already_submitted")
    _require_comments(steps, standing)
    change = open_change(locked, actor=actor, origin=origin, verb="submit", moment=moment)
    return _move(change, steps, standing, State.SOUMIS)


@transaction.atomic
def validate(
    *,
    contract: Contract,
    steps: Sequence[Step],
    actor: User | None,
    origin: Origin,
    moment: datetime | None = None,
) -> list[ActualRevision]:
    """Say that values were checked. Nobody validates what they entered, unless the contract lets them.

    A month that is validated already stays as it is.
    """
    locked, standing = _prepared(contract, steps, actor, Verb.VALIDATE)
    chosen = [
        (step, revision)
        for step, revision in zip(steps, standing, strict=True)
        if revision.state != State.VALIDE
    ]
    if actor is not None and not locked.allows_own_validation:
        for step, revision in chosen:
            _require_another_author(step, revision, actor)
    if not chosen:
        return []
    change = open_change(locked, actor=actor, origin=origin, verb="validate", moment=moment)
    return _move(change, [step for step, _ in chosen], [revision for _, revision in chosen], State.VALIDE)


@transaction.atomic
def return_(
    *,
    contract: Contract,
    steps: Sequence[Step],
    reason: str,
    actor: User | None,
    origin: Origin,
    moment: datetime | None = None,
) -> list[ActualRevision]:
    """Give months back to those who entered them, with what is to be looked at."""
    locked, standing = _prepared(contract, steps, actor, Verb.VALIDATE)
    if not reason.strip():
        raise Refusal("Dites pourquoi vous renvoyez ce mois.", "reason_missing")
    for step, revision in zip(steps, standing, strict=True):
        if revision.state == State.RETOURNE:
            raise Refusal(f"{_named(step)} est déjà renvoyé.", "already_returned")
    change = open_change(locked, actor=actor, origin=origin, verb="return", reason=reason, moment=moment)
    return _move(change, steps, standing, State.RETOURNE)


def _prepared(
    contract: Contract, steps: Sequence[Step], actor: User | None, verb: Verb
) -> tuple[Contract, list[ActualRevision]]:
    """Lock the contract, check rights, versions and locks, and return it with what stands for each step."""
    locked = lock_contract(contract.pk)
    closed = closed_months(locked, today_in_paris())
    found = []
    for step in steps:
        require(actor, verb, step.indicator)
        standing = standing_revision(step.indicator, step.month)
        require_version(step.expected_version, standing.version if standing else 0)
        if standing is None or standing.fact is None:
            raise Refusal(f"{_named(step)} n’a pas de valeur.", "nothing_to_validate")
        if step.month in closed:
            raise Refusal(
                f"{_named(step)} est clos : demandez au contrôle de gestion de le rouvrir.", "closed"
            )
        found.append(standing)
    return locked, found


def _require_comments(steps: Sequence[Step], standing: Sequence[ActualRevision]) -> None:
    silent = [
        step
        for step, revision in zip(steps, standing, strict=True)
        if not (revision.comment.strip() or revision.absence_reason.strip())
    ]
    if not silent:
        return
    months: dict[int, list[Month]] = {}
    for step in silent:
        looked_at = [
            each for each in (step.month.plus(-1), step.month) if each.year in step.indicator.contract.years
        ]
        months.setdefault(step.indicator.pk, []).extend(looked_at)
    indicators = {step.indicator.pk: step.indicator for step in silent}
    attained = attainments_by_month(indicators.values(), months)
    for step in silent:
        by_month = {each.month: each.status for each in attained[step.indicator.pk]}
        before, now = by_month.get(step.month.plus(-1)), by_month[step.month]
        if now is Status.SOUS_SEUIL and before is not Status.SOUS_SEUIL:
            raise Refusal(
                f"{_named(step)} fait passer l’indicateur sous le seuil : dites pourquoi en commentaire.",
                "comment_missing",
            )


def _require_another_author(step: Step, standing: ActualRevision, actor: User) -> None:
    """Whoever entered, corrected or submitted the month since it was last validated is one of its authors."""
    revisions = ActualRevision.objects.filter(
        indicator=step.indicator, month=step.month.first_day, version__lte=standing.version
    ).select_related("change")
    for revision in revisions.order_by("-version"):
        if revision.state == State.VALIDE:
            return
        if revision.change.actor_id == actor.pk and revision.state in {State.SAISI, State.SOUMIS}:
            raise Refusal(
                f"{_named(step)} est votre propre saisie : une autre personne doit la valider.", "own_entry"
            )


def _move(
    change: Change, steps: Iterable[Step], standing: Sequence[ActualRevision], state: State
) -> list[ActualRevision]:
    return [
        add_revision(
            change,
            step.indicator,
            step.month,
            revision.fact,
            comment=revision.comment,
            appreciation=revision.appreciation,
            state=state,
            reason=change.reason,
        )
        for step, revision in zip(steps, standing, strict=True)
    ]


def _named(step: Step) -> str:
    return f"{step.indicator.code}, {step.month.number:02d}/{step.month.year},"
