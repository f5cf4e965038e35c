"""Neutralise due months by decision of the Cnav, or withdraw that."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal, StaleVersion, require_each
from commitments.models import Contract, Origin, lock_contract, open_change
from cpg.shared.periods import Month
from indicators.domain import is_due_by_calendar
from indicators.handovers import Place
from indicators.models import Indicator, NeutralisationRevision
from indicators.recording.pending import ask_for_recompute
from indicators.recording.workflow import MonthStep
from indicators.selectors import closed_months

REASON_MISSING = "Donnez le motif de la décision."

type Standing = Mapping[Place, NeutralisationRevision]


@transaction.atomic
def neutralise(
    *,
    indicator: Indicator,
    month: Month,
    is_neutralised: bool,
    reason: str,
    expected_version: int,
    actor: User | None,
    origin: Origin,
    moment: datetime | None = None,
) -> NeutralisationRevision:
    """Neutralise the period that ends with this due month (or withdraw that), with the Cnav's reason."""
    (revision,) = neutralise_many(
        contract=indicator.contract,
        steps=[MonthStep(indicator, month, expected_version)],
        is_neutralised=is_neutralised,
        reason=reason,
        actor=actor,
        origin=origin,
        moment=moment,
    )
    return revision


@transaction.atomic
def neutralise_many(
    *,
    contract: Contract,
    steps: Sequence[MonthStep],
    is_neutralised: bool,
    reason: str,
    actor: User | None,
    origin: Origin,
    moment: datetime | None = None,
) -> list[NeutralisationRevision]:
    """The same for many due months of a contract: one act, all or nothing, in a constant number of queries."""
    locked = lock_contract(contract.pk)
    standing = _checked(locked, steps, is_neutralised=is_neutralised, actor=actor)
    if not reason.strip():
        raise Refusal(REASON_MISSING, "reason_missing")
    change = open_change(locked, actor=actor, origin=origin, verb="neutralise", reason=reason, moment=moment)
    revisions = NeutralisationRevision.objects.bulk_create(
        NeutralisationRevision(
            indicator=step.indicator,
            month=step.month.first_day,
            version=_version(standing.get(step.place)) + 1,
            is_neutralised=is_neutralised,
            reason=reason,
            change=change,
        )
        for step in steps
    )
    ask_for_recompute([step.indicator.pk for step in steps], change)
    return revisions


def check_neutralising(
    contract: Contract, steps: Sequence[MonthStep], *, is_neutralised: bool, actor: User | None
) -> None:
    """Refuse what would be refused whatever the reason given; nothing is written."""
    _checked(contract, steps, is_neutralised=is_neutralised, actor=actor)


def _checked(
    contract: Contract, steps: Sequence[MonthStep], *, is_neutralised: bool, actor: User | None
) -> Standing:
    """The current decision for each step, if all of them may be decided."""
    closed = closed_months(contract, localdate())
    standing = _standing(steps)
    require_each(
        steps,
        place=lambda step: step.place,
        refusal=lambda _, step: (
            _reason_to_refuse(step, standing.get(step.place), closed, actor)
            or _nothing_to_decide(step, standing.get(step.place), is_neutralised=is_neutralised)
        ),
        twice=lambda step: f"{step.name} est donné deux fois.",
    )
    return standing


def _reason_to_refuse(
    step: MonthStep, standing: NeutralisationRevision | None, closed: Collection[Month], actor: User | None
) -> Refusal | None:
    if actor is not None and not may(actor, Verb.NEUTRALISE, step.indicator):
        return Refusal("Votre rôle ne permet pas cette opération.", "not_allowed")
    if _version(standing) != step.expected_version:
        return StaleVersion(step.expected_version, _version(standing))
    if not is_due_by_calendar(step.indicator.definition, step.indicator.first_year, step.month):
        return Refusal(f"{step.indicator.code} n’attend pas de valeur ce mois-là.", "not_due")
    if step.month in closed:
        return Refusal("Ce mois est clos\u00a0: rouvrez-le d’abord.", "closed")
    return None


def _nothing_to_decide(
    step: MonthStep, standing: NeutralisationRevision | None, *, is_neutralised: bool
) -> Refusal | None:
    if is_neutralised == (standing is not None and standing.is_neutralised):
        said = "est déjà neutralisé" if is_neutralised else "n’est pas neutralisé"
        return Refusal(f"{step.name} {said}.", "nothing_to_decide")
    return None


def _standing(steps: Sequence[MonthStep]) -> dict[Place, NeutralisationRevision]:
    revisions = NeutralisationRevision.objects.filter(
        indicator__in=[step.indicator for step in steps], month__in=[step.month.first_day for step in steps]
    )
    return {(each.indicator_id, Month.of(each.month)): each for each in revisions.order_by("version")}


def _version(standing: NeutralisationRevision | None) -> int:
    return standing.version if standing else 0
