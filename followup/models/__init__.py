"""Where each action stands: what was said of each planned year, who answers for it, what proves it, what it moves."""

from followup.models.link import ActionLink
from followup.models.ownership import Ownership, OwnershipRevision
from followup.models.proof import Proof
from followup.models.standing import FollowUp, FollowUpRevision

__all__ = ["ActionLink", "FollowUp", "FollowUpRevision", "Ownership", "OwnershipRevision", "Proof"]
