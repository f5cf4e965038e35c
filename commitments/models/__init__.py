"""What was promised: the contract and its text, and the order of everything that happens to it."""

from commitments.models.change import Change, Origin, lock_contract, open_change
from commitments.models.contract import Contract, Fiche, Part, Theme
from commitments.models.engagement import Action, Deliverable, Engagement, PlannedYear
from commitments.models.interpretation import Interpretation

__all__ = [
    "Action",
    "Change",
    "Contract",
    "Deliverable",
    "Engagement",
    "Fiche",
    "Interpretation",
    "Origin",
    "Part",
    "PlannedYear",
    "Theme",
    "lock_contract",
    "open_change",
]
