"""Saying where actions stand: the gate by which their pages reach what writes facts."""

from collections.abc import Sequence
from enum import StrEnum

from accounts.models import User
from commitments import recording
from commitments.ledger.proofs import Link, SentFile
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Action, ActionLink, Contract, Origin, PlannedYear, Proof
from commitments.recording import ItemStep, Naming, Update, Updated
from indicators import recording as figures
from indicators.models import Indicator

# What following takes and raises, for the pages that call it: they import nothing that writes facts.
__all__ = [
    "Decision",
    "ItemStep",
    "Link",
    "Naming",
    "Refusal",
    "SentFile",
    "StaleVersion",
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


def hand_over(*, contract: Contract, step: ItemStep, actor: User) -> None:
    recording.submit(contract=contract, steps=[step], actor=actor, origin=Origin.FORM)


def decide(
    *, contract: Contract, decision: Decision, steps: Sequence[ItemStep], reason: str, actor: User
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
    figures.link(contract=contract, action=action, indicator=indicator, actor=actor, origin=Origin.FORM)


def unlink(*, contract: Contract, standing: ActionLink, actor: User) -> None:
    figures.unlink(contract=contract, standing=standing, actor=actor, origin=Origin.FORM)
