"""Submit the latest fictitious months, and return one of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accounts.models import User
from commitments.ledger.refusals import Refusal
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.models import Indicator, MonthlyActual
from indicators.recording import MonthStep, return_, submit

RETURNED_REASON = "Total différent de celui du tableau de suivi : à vérifier."


def hand_over(
    indicators: Sequence[Indicator], month: Month, *, manager: User, controller: User, moment: datetime
) -> None:
    """Submit a month for the indicators that need no comment, and return the last of them."""
    versions = dict(
        MonthlyActual.objects.filter(indicator__in=indicators, month=month.first_day).values_list(
            "indicator", "version"
        )
    )
    steps = [MonthStep(indicator, month, versions[indicator.pk]) for indicator in indicators]
    submitted = _submitted(steps, manager, moment)
    if submitted:
        back = replace(submitted[-1], expected_version=submitted[-1].expected_version + 1)
        return_(
            contract=back.indicator.contract,
            steps=[back],
            reason=RETURNED_REASON,
            actor=controller,
            origin=Origin.DEMO,
            moment=moment,
        )


def _submitted(steps: list[MonthStep], manager: User, moment: datetime) -> list[MonthStep]:
    """Submit all steps; if some are refused, submit the others. Returns those that were submitted."""
    if not steps:
        return []
    try:
        with transaction.atomic():
            submit(
                contract=steps[0].indicator.contract,
                steps=steps,
                actor=manager,
                origin=Origin.DEMO,
                moment=moment,
            )
    except Refusal as refusal:
        return _submitted(
            [step for rank, step in enumerate(steps) if rank not in refusal.by_place], manager, moment
        )
    return steps
