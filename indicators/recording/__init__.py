"""Every write of a fact: one keyword-only function per verb.

Each verb is atomic. It takes the contract's lock, checks rights, the month, the shape of the value and the
version that the caller saw, adds a revision under one `Change`, marks the series as waiting for a recompute
in the same transaction, and asks for that recompute once it is committed. What is refused raises a `Refusal`
and writes nothing.
"""

from indicators.recording.admission import check_entry, reason_to_refuse
from indicators.recording.comments import comment_missing, takes_below_the_seuil
from indicators.recording.entries import Entry, Recorded, record_many
from indicators.recording.evidence import attach, withdraw
from indicators.recording.links import link, unlink
from indicators.recording.locking import lock, reopen
from indicators.recording.months import correct, owes_no_reason, record, retract
from indicators.recording.neutralising import check_neutralising, neutralise, neutralise_many
from indicators.recording.targets import amend
from indicators.recording.workflow import MonthStep, return_, submit, validate

__all__ = [
    "Entry",
    "MonthStep",
    "Recorded",
    "amend",
    "attach",
    "check_entry",
    "check_neutralising",
    "comment_missing",
    "correct",
    "link",
    "lock",
    "neutralise",
    "neutralise_many",
    "owes_no_reason",
    "reason_to_refuse",
    "record",
    "record_many",
    "reopen",
    "retract",
    "return_",
    "submit",
    "takes_below_the_seuil",
    "unlink",
    "validate",
    "withdraw",
]
