"""From the person who enters to the one who checks: submit, validate, return. Many months are one act, all or nothing.

The rules are those of `moves`; what is corrected after that is submitted again. Only these states change: the figures
stay, and nothing is recomputed. A constant number of queries whatever the number of steps.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.moves import (
    require_not_handed_over,
    require_not_returned,
    require_somebody_else,
    required_reason,
)
from commitments.ledger.refusals import Refusal, raise_first
from commitments.ledger.state import State
from commitments.models import Contract, Origin, open_change
from indicators.handovers import Place, handovers
from indicators.models import ActualRevision
from indicators.recording.comments import comment_missing, takes_below_the_seuil
from indicators.recording.steps import Step, move, prepared, standings
from indicators.selectors import known


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
    locked, standing = prepared(contract, steps, actor, Verb.SUBMIT)
    require_not_handed_over(standings(steps, standing))
    raise_first(dict(_missing_comments(steps, standing)))
    change = open_change(locked, actor=actor, origin=origin, verb="submit", moment=moment)
    return move(change, steps, standing, State.SOUMIS)


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
    locked, standing = prepared(contract, steps, actor, Verb.VALIDATE)
    if actor is not None and not locked.allows_own_validation:
        found = handovers([step.place for step in steps])
        authors = [found[step.place].authors for step in steps]
        require_somebody_else(standings(steps, standing), authors, actor)
    chosen = [step for step in steps if standing[step.place].state != State.VALIDE]
    if not chosen:
        return []
    change = open_change(locked, actor=actor, origin=origin, verb="validate", moment=moment)
    return move(change, chosen, standing, State.VALIDE)


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
    locked, standing = prepared(contract, steps, actor, Verb.VALIDATE)
    require_not_returned(standings(steps, standing))
    why = required_reason(reason, "ce mois")
    change = open_change(locked, actor=actor, origin=origin, verb="return", reason=why, moment=moment)
    return move(change, steps, standing, State.RETOURNE)


def _missing_comments(
    steps: Sequence[Step], standing: Mapping[Place, ActualRevision]
) -> Iterator[tuple[int, Refusal]]:
    silent = [
        (rank, step)
        for rank, step in enumerate(steps)
        if not (standing[step.place].comment.strip() or standing[step.place].absence_reason.strip())
    ]
    if not silent:
        return
    found = known({step.indicator.pk: step.indicator for _, step in silent}.values())
    for rank, step in silent:
        series = found[step.indicator.pk].series
        if takes_below_the_seuil(series, step.month, step.indicator.contract.years):
            yield rank, comment_missing(step.indicator, step.month)
