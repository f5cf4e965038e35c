"""The contract, its follow-up, and the sequence of acts that orders everything in a contract."""

from commitments.models.change import Change, Origin, acts_at, lock_contract, open_change
from commitments.models.contract import Contract, Fiche, Part, Theme
from commitments.models.effect import EffectRevision
from commitments.models.engagement import Action, Deliverable, Engagement, PlannedYear
from commitments.models.follow_up import FollowUp, FollowUpRevision
from commitments.models.interpretation import Interpretation
from commitments.models.link import ActionLink
from commitments.models.ownership import Ownership, OwnershipRevision
from commitments.models.proof import AttachedProof, Proof

__all__ = [
    "Action",
    "ActionLink",
    "AttachedProof",
    "Change",
    "Contract",
    "Deliverable",
    "EffectRevision",
    "Engagement",
    "Fiche",
    "FollowUp",
    "FollowUpRevision",
    "Interpretation",
    "Origin",
    "Ownership",
    "OwnershipRevision",
    "Part",
    "PlannedYear",
    "Proof",
    "Theme",
    "acts_at",
    "lock_contract",
    "open_change",
]
