"""Where each action stands: what was said of each planned year, who answers for it, what proves it, what it moves."""

from commitments.followup.models.link import ActionLink
from commitments.followup.models.ownership import Ownership, OwnershipRevision
from commitments.followup.models.proof import Proof
from commitments.followup.models.standing import FollowUp, FollowUpRevision

__all__ = ["ActionLink", "FollowUp", "FollowUpRevision", "Ownership", "OwnershipRevision", "Proof"]
