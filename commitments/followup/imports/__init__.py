"""States of actions from the file that the export writes: read, shown before it is written, taken whole or not."""

from commitments.followup.imports.applying import apply
from commitments.followup.imports.preparing import Planned, Preview, plan_of, prepare, read
from commitments.followup.imports.reports import before_and_after, csv_of

__all__ = ["Planned", "Preview", "apply", "before_and_after", "csv_of", "plan_of", "prepare", "read"]
