"""Saying where actions stand: the gate by which their pages reach what writes facts."""

from collections.abc import Sequence
from enum import StrEnum

from accounts.models import User
from commitments.followup import recording
from commitments.followup.models import ActionLink, Proof
from commitments.followup.recording import Naming, Step, Update, Updated
from commitments.models import Action, Contract, Origin, PlannedYear
from indicators.models import Indicator
from indicators.recording import Link, Refusal, SentFile, StaleVersion

# What following takes and raises, for the pages that call it: they import nothing that writes facts.
__all__ = [
    "Decision",
    "Link",
    "Naming",
    "Refusal",
    "SentFile",
    "StaleVersion",
    "Step",
    "Update",
    "Updated",
    "attach_proof",
    "decide",
    "hand_over",
    "link",
    "name_owners",
    "say",
    "unlink",
    "withdraw_proof",
]


class Decision(StrEnum):
    VALIDATE = "valider"
    RETURN = "renvoyer"


def say(
    *,
    contract: Contract,
    updates: Sequence[Update],
    actor: User,
    hands_over: bool = False,
    origin: Origin = Origin.FORM,
    reason: str = "",
) -> Updated:
    """Say where these échéances stand, all or none; raises Refusal."""
    return recording.update_many(
        contract=contract,
        updates=updates,
        actor=actor,
        origin=origin,
        hands_over=hands_over,
        reason=reason,
    )


def hand_over(*, contract: Contract, step: Step, actor: User) -> None:
    recording.submit(contract=contract, steps=[step], actor=actor, origin=Origin.FORM)


def decide(
    *, contract: Contract, decision: Decision, steps: Sequence[Step], reason: str, actor: User
) -> None:
    """Accept these or give them back, all or none; raises Refusal."""
    match decision:
        case Decision.VALIDATE:
            recording.validate(contract=contract, steps=steps, actor=actor, origin=Origin.FORM)
        case Decision.RETURN:
            recording.return_(contract=contract, steps=steps, reason=reason, actor=actor, origin=Origin.FORM)


def attach_proof(*, contract: Contract, planned: PlannedYear, proof: SentFile | Link, actor: User) -> Proof:
    return recording.attach(contract=contract, planned=planned, proof=proof, actor=actor, origin=Origin.FORM)


def withdraw_proof(*, contract: Contract, proof: Proof, reason: str, actor: User) -> None:
    recording.withdraw(contract=contract, proof=proof, reason=reason, actor=actor, origin=Origin.FORM)


def name_owners(*, contract: Contract, naming: Naming, actor: User) -> bool:
    """Whether something changed."""
    made = recording.name_owners(contract=contract, namings=[naming], actor=actor, origin=Origin.FORM)
    return made is not None


def link(*, contract: Contract, action: Action, indicator: Indicator, actor: User) -> None:
    recording.link(contract=contract, action=action, indicator=indicator, actor=actor, origin=Origin.FORM)


def unlink(*, contract: Contract, standing: ActionLink, actor: User) -> None:
    recording.unlink(contract=contract, standing=standing, actor=actor, origin=Origin.FORM)
