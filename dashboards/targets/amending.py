"""Signing an avenant: the gate by which its pages reach what writes targets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Origin
from indicators.domain.model import Target
from indicators.models import TargetVersion
from indicators.recording import amend
from indicators.recording.signing import check_date, check_label, check_target, check_year

# What the pages call and catch: they import nothing that writes facts.
__all__ = [
    "Avenant",
    "Refusal",
    "StaleVersion",
    "check_date",
    "check_label",
    "check_target",
    "check_year",
    "sign",
]


@dataclass(frozen=True, slots=True)
class Avenant:
    """What is to be signed. `number` is the one that it would have; `targets` are those that change, by code."""

    number: int
    label: str
    effective_from: date
    source: str
    reason: str
    targets: Mapping[str, Mapping[int, Target]]


def sign(contract: Contract, avenant: Avenant, actor: User) -> TargetVersion:
    """Register it; raises Refusal, StaleVersion when another was registered meanwhile."""
    return amend(
        contract=contract,
        label=avenant.label,
        effective_from=avenant.effective_from,
        source=avenant.source,
        targets=avenant.targets,
        reason=avenant.reason,
        actor=actor,
        origin=Origin.FORM,
        expected_number=avenant.number,
    )
