"""From the person who enters to the one who checks: submit, validate, return. Many months are one act, all or nothing.

saisi -> soumis -> valide, or retourne with a reason; what is corrected after that is submitted again. Only these states
change: the figures stay, and nothing is recomputed. What is refused tells every step that it is refused for, by its
place among them; a constant number of queries whatever their number.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb
from commitments.models import Contract, Origin, open_change
from indicators.handovers import Place, handovers
from indicators.models import ActualRevision, State
from indicators.recording.comments import comment_missing, takes_below_the_seuil
from indicators.recording.refusals import Refusal, raise_first
from indicators.recording.steps import Step, move, prepared
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
    raise_first(
        {
            rank: Refusal(f"{step.name} est déjà soumis.", "already_submitted")
            for rank, step in enumerate(steps)
            if standing[step.place].state not in {State.SAISI, State.RETOURNE}
        }
    )
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
        raise_first(_own_entries(steps, standing, actor))
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
    raise_first(
        {
            rank: Refusal(f"{step.name} est déjà renvoyé.", "already_returned")
            for rank, step in enumerate(steps)
            if standing[step.place].state == State.RETOURNE
        }
    )
    if not reason.strip():
        raise Refusal("Dites pourquoi vous renvoyez ce mois.", "reason_missing")
    change = open_change(locked, actor=actor, origin=origin, verb="return", reason=reason, moment=moment)
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


def _own_entries(
    steps: Sequence[Step], standing: Mapping[Place, ActualRevision], actor: User
) -> dict[int, Refusal]:
    """Whoever entered, corrected or submitted the month since it was last validated is one of its authors."""
    found = handovers([step.place for step in steps])
    return {
        rank: Refusal(
            f"{step.name} est votre propre saisie : une autre personne doit la valider.", "own_entry"
        )
        for rank, step in enumerate(steps)
        if standing[step.place].state != State.VALIDE and actor.pk in found[step.place].authors
    }
