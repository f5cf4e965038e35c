"""Monthly figures from a file: read, shown before anything is written, then taken whole or not at all."""

from indicators.imports.applying import apply
from indicators.imports.preparing import PlannedMonth, Reasons, explained, prepare, read

# The headings of `PlannedMonth.place` in a report.
PLACE = ("organisme", "indicateur", "mois")

__all__ = ["PLACE", "PlannedMonth", "Reasons", "apply", "explained", "prepare", "read"]
