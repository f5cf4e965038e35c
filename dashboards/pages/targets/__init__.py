"""The targets of a contract: as signed, by version; and an avenant before it is signed."""

from dashboards.pages.targets.draft import Draft, first_draft, read_draft
from dashboards.pages.targets.form import AmendPage, amend_page
from dashboards.pages.targets.page import TargetsPage, targets_page
from dashboards.pages.targets.signed import Signed, signed_targets

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
