"""Every write about the actions of a contract: one keyword-only function per verb, under the contract's lock.

A refusal raises `Refusal` and writes nothing; many things at once are one act, all or nothing.
"""

from commitments.recording.contract import allow_own_validation
from commitments.recording.owners import Naming, name_owners
from commitments.recording.proofs import attach, withdraw
from commitments.recording.updates import Update, Updated, incoherences, says_the_same, update_many
from commitments.recording.workflow import ItemStep, return_, submit, unsubmit, validate

__all__ = [
    "ItemStep",
    "Naming",
    "Update",
    "Updated",
    "allow_own_validation",
    "attach",
    "incoherences",
    "name_owners",
    "return_",
    "says_the_same",
    "submit",
    "unsubmit",
    "update_many",
    "validate",
    "withdraw",
]
