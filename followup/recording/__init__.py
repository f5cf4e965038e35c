"""Every write of the follow-up: one keyword-only function per verb, under the contract's lock, as for figures.

What is refused raises a `Refusal` and writes nothing; many things at once are one act, all or nothing.
"""

from followup.recording.links import link, unlink
from followup.recording.owners import Naming, name_owners
from followup.recording.proofs import attach, withdraw
from followup.recording.updates import Update, Updated, update_many
from followup.recording.workflow import Step, return_, submit, validate

__all__ = [
    "Naming",
    "Step",
    "Update",
    "Updated",
    "attach",
    "link",
    "name_owners",
    "return_",
    "submit",
    "unlink",
    "update_many",
    "validate",
    "withdraw",
]
