"""Deciding on months: the gate by which the pages of the workflow reach what writes facts."""

from collections.abc import Sequence
from datetime import date

from accounts.models import User
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Origin
from cpg.shared.periods import Month
from indicators.recording import (
    MonthStep,
    check_neutralising,
    lock,
    neutralise_many,
    reopen,
)

# What deciding takes and raises, for the pages that call it: they import nothing that writes facts.
__all__ = [
    "MonthStep",
    "Refusal",
    "StaleVersion",
    "check_neutralising",
    "close_again",
    "neutralise_together",
    "open_again",
]


def open_again(
    *, contract: Contract, month: Month, version: int, reason: str, until: date, actor: User
) -> None:
    """Let a closed month be entered until the end of a day; raises Refusal."""
    reopen(
        contract=contract,
        month=month,
        expected_version=version,
        reason=reason.strip(),
        open_until=until,
        actor=actor,
        origin=Origin.FORM,
    )


def close_again(*, contract: Contract, month: Month, version: int, actor: User) -> None:
    """Close a reopened month before its day; raises Refusal."""
    lock(
        contract=contract, months=[month], expected_versions={month: version}, actor=actor, origin=Origin.FORM
    )


def neutralise_together(
    *, contract: Contract, steps: Sequence[MonthStep], is_neutralised: bool, reason: str, actor: User
) -> None:
    """Take these months out of the computation, or put them back, all or none; raises Refusal."""
    neutralise_many(
        contract=contract,
        steps=steps,
        is_neutralised=is_neutralised,
        reason=reason.strip(),
        actor=actor,
        origin=Origin.FORM,
    )
