"""The targets of a contract: as signed, by version; and an avenant before it is signed."""

from dashboards.targets.amend_page import AmendPage, amend_page
from dashboards.targets.draft import Draft, first_draft, read_draft
from dashboards.targets.page import TargetsPage, targets_page
from dashboards.targets.signed import Signed, signed_targets

__all__ = [
    "AmendPage",
    "Draft",
    "Signed",
    "TargetsPage",
    "amend_page",
    "first_draft",
    "read_draft",
    "signed_targets",
    "targets_page",
]
