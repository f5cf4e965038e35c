"""What is recorded of a reconciliation: a file of the Cnav, and each step about a difference until it is settled."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.files.kinds import NOT_IN_A_NAME
from commitments.ledger.proofs import SentFile
from commitments.ledger.refusals import Refusal, require
from commitments.models import Contract, Origin, lock_contract, open_change
from cpg.shared.periods import Month, Quarter
from dashboards.models.reconciliation import (
    LONGEST_NAME,
    CnavFigure,
    CnavFile,
    DifferenceStep,
    StepState,
    Turn,
)
from dashboards.reconciliation.differences import Difference
from dashboards.reconciliation.reading import FilePreview, number_texts
from dashboards.reconciliation.selectors import reconciliation_of
from dashboards.reconciliation.words import both_figures

NOT_AS_SHOWN = "Ce que le fichier changerait n’est plus ce qui a été montré\u00a0: relisez l’aperçu."
NOTHING_NEW = "Ce fichier dit la même chose que le précédent du trimestre\u00a0: il n’y a rien à garder."
STALE = "Un des deux chiffres, ou le suivi, a changé depuis que la page est affichée\u00a0: relisez, puis décidez."
NO_COMMENT = "Dites ce qui a été trouvé ou demandé\u00a0: ces mots restent au suivi de l’écart."
AGREES = "Les deux chiffres concordent\u00a0: il n’y a rien à régler."
SETTLED_ALREADY = "Cet écart est déjà réglé\u00a0: rouvrez-le d’abord."
NOT_SETTLED = "Cet écart n’est pas réglé\u00a0: il n’y a rien à rouvrir."
NO_TURN = "Dites à qui de jouer\u00a0: le contrôle de gestion ou la Cnav."


@transaction.atomic
def receive_file(
    *,
    contract: Contract,
    quarter: Quarter,
    sent: SentFile,
    prepare: Callable[[Contract], FilePreview],
    plan: str,
    how: Mapping[str, Any],
    actor: User | None,
    origin: Origin,
) -> CnavFile:
    """Keep a file as the next version of its quarter. It is read again under the lock of the contract; `plan` names
    what the person was shown.
    """
    locked = lock_contract(contract.pk)
    require(actor, Verb.RECONCILE, locked)
    preview = prepare(locked)
    if preview.plan != plan or preview.found.refused or preview.found.reading.asks:
        raise Refusal(NOT_AS_SHOWN, "stale_plan")
    if not preview.may_be_kept:
        raise Refusal(NOTHING_NEW, "nothing_new")
    change = open_change(locked, actor=actor, origin=origin, verb="receive_cnav_file")
    file = CnavFile.objects.create(
        contract=locked,
        year=quarter.year,
        quarter=quarter.number,
        version=preview.version + 1,
        name=NOT_IN_A_NAME.sub(" ", sent.name).strip()[-LONGEST_NAME:] or "fichier de la Cnav",
        content=sent.content,
        size=len(sent.content),
        sha256=hashlib.sha256(sent.content).hexdigest(),
        how=dict(how),
        change=change,
    )
    CnavFigure.objects.bulk_create(
        CnavFigure(
            file=file,
            indicator=each.indicator,
            month=each.month.first_day,
            line=each.line,
            **number_texts(each.fact),
        )
        for each in preview.figures
    )
    return file


@dataclass(frozen=True, slots=True)
class Step:
    """A step as somebody takes it. `seen` is the digest of both figures that they read, `version` the last step."""

    quarter: Quarter
    code: str
    month: Month
    seen: str
    version: int
    comment: str
    turn: str = ""


@transaction.atomic
def follow_difference(
    *, contract: Contract, step: Step, actor: User | None, origin: Origin
) -> DifferenceStep:
    """Say what was done about an open difference, and whose turn it is."""
    found = _prepared(contract, step, actor)
    if found.is_settled:
        raise Refusal(SETTLED_ALREADY, "settled_already")
    return _write(found, step, StepState.OPEN, "follow_difference", actor=actor, origin=origin)


@transaction.atomic
def settle_difference(
    *, contract: Contract, step: Step, actor: User | None, origin: Origin
) -> DifferenceStep:
    """It is understood: the comment says how. It opens again by itself where a figure changes."""
    found = _prepared(contract, step, actor)
    if found.is_settled:
        raise Refusal(SETTLED_ALREADY, "settled_already")
    return _write(found, step, StepState.SETTLED, "settle_difference", actor=actor, origin=origin)


@transaction.atomic
def reopen_difference(
    *, contract: Contract, step: Step, actor: User | None, origin: Origin
) -> DifferenceStep:
    found = _prepared(contract, step, actor)
    if not found.is_settled:
        raise Refusal(NOT_SETTLED, "not_settled")
    return _write(found, step, StepState.OPEN, "reopen_difference", actor=actor, origin=origin)


def _prepared(contract: Contract, step: Step, actor: User | None) -> Difference:
    """The difference as it is under the lock of the contract, if it is the one that the person read."""
    locked = lock_contract(contract.pk)
    require(actor, Verb.RECONCILE, locked)
    reconciliation = reconciliation_of(locked, step.quarter)
    found = reconciliation.at(step.code, step.month) if reconciliation else None
    if found is None or (found.digest, found.version) != (step.seen, step.version):
        raise Refusal(STALE, "stale_difference")
    if found.agrees:
        raise Refusal(AGREES, "agrees")
    return found


def _write(
    found: Difference, step: Step, state: StepState, verb: str, *, actor: User | None, origin: Origin
) -> DifferenceStep:
    comment = step.comment.strip()
    if not comment:
        raise Refusal(NO_COMMENT, "comment_missing")
    if state is StepState.OPEN and step.turn not in set(Turn):
        raise Refusal(NO_TURN, "turn_missing")
    change = open_change(found.indicator.contract, actor=actor, origin=origin, verb=verb, reason=comment)
    return DifferenceStep.objects.create(
        indicator=found.indicator,
        month=found.month.first_day,
        version=found.version + 1,
        digest=found.digest,
        figures=both_figures(found),
        state=state.value,
        turn=step.turn if state is StepState.OPEN else "",
        comment=comment,
        change=change,
    )
