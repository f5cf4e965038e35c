"""Every write of the follow-up: one keyword-only function per verb, under the contract's lock, as for figures.

What is refused raises a `Refusal` and writes nothing; many things at once are one act, all or nothing.
"""

from commitments.followup.recording.links import link, unlink
from commitments.followup.recording.owners import Naming, name_owners
from commitments.followup.recording.proofs import attach, withdraw
from commitments.followup.recording.updates import Update, Updated, incoherences, says_the_same, update_many
from commitments.followup.recording.workflow import Step, return_, submit, validate

__all__ = [
    "Naming",
    "Step",
    "Update",
    "Updated",
    "attach",
    "incoherences",
    "link",
    "name_owners",
    "return_",
    "says_the_same",
    "submit",
    "unlink",
    "update_many",
    "validate",
    "withdraw",
]
