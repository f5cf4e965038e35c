"""Every write of a figure: one keyword-only function per verb.

- `put` enters, corrects or empties one month, `put_many` many;
- `submit`, `unsubmit`, `validate`, `return_` move months between who enters them and who checks them;
- `attach`, `attach_to_many`, `withdraw`: proofs of a month; `link`, `unlink`: actions that an indicator depends on;
- `declare_effect`, `withdraw_effect`: what an action is expected to change in a linked indicator;
- `neutralise`, `neutralise_many`; `lock`, `reopen` months, `reopen_quarter`; `amend` targets, first years and weights;
- `attach_document`: the signed document of an avenant that was recorded without it, or with a wrong one;
- dated decisions: `decide_weights`, `decide_profile`, `set_base_values`;
- `define` an indicator anew, `set_credit` of a contract;
- `complete_passport` of an indicator, a revision of its definition;
- `assign`, `unassign`, `assign_all` who fills in an indicator: a right, whose history is that of rights
  (accounts/granting).

Each verb is atomic. It takes the contract's lock, checks rights, the month, the shape of the value and the
version that the caller saw, adds a revision under one `Change`, marks the series as waiting for a recompute
in the same transaction, and asks for that recompute once it is committed. What is refused raises a `Refusal`
and writes nothing.
"""

from indicators.recording.assigning import assign, assign_all, assign_fictitious, unassign
from indicators.recording.deciding import decide_profile, set_base_values
from indicators.recording.definitions import define, set_credit
from indicators.recording.documents import attach_document
from indicators.recording.effects import Declaration, declare_effect, withdraw_effect
from indicators.recording.evidence import attach, attach_to_many, withdraw
from indicators.recording.links import link, unlink
from indicators.recording.locking import lock, reopen, reopen_quarter
from indicators.recording.months import Entry, Recorded, put, put_many
from indicators.recording.neutralising import (
    REASON_MISSING,
    check_neutralising,
    neutralise,
    neutralise_many,
)
from indicators.recording.passports import complete_passport
from indicators.recording.targets import amend, decide_weights
from indicators.recording.workflow import MonthStep, return_, submit, unsubmit, validate

__all__ = [
    "REASON_MISSING",
    "Declaration",
    "Entry",
    "MonthStep",
    "Recorded",
    "amend",
    "assign",
    "assign_all",
    "assign_fictitious",
    "attach",
    "attach_document",
    "attach_to_many",
    "check_neutralising",
    "complete_passport",
    "decide_profile",
    "decide_weights",
    "declare_effect",
    "define",
    "link",
    "lock",
    "neutralise",
    "neutralise_many",
    "put",
    "put_many",
    "reopen",
    "reopen_quarter",
    "return_",
    "set_base_values",
    "set_credit",
    "submit",
    "unassign",
    "unlink",
    "unsubmit",
    "validate",
    "withdraw",
    "withdraw_effect",
]
