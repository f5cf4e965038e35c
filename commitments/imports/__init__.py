"""States of actions from the file that the export writes: read, shown before it is written, taken whole or not."""

from commitments.imports.applying import apply
from commitments.imports.preparing import PlannedItem, prepare, read

# The headings of `PlannedItem.place` in a report.
PLACE = ("organisme", "fiche", "action", "livrable", "annee")

__all__ = ["PLACE", "PlannedItem", "apply", "prepare", "read"]
