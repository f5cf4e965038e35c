"""States of actions from the file that the export writes: read, shown before it is written, taken whole or not."""

from commitments.imports.applying import apply
from commitments.imports.preparing import Planned, Preview, plan_of, prepare, read
from commitments.imports.reports import before_and_after, csv_of

__all__ = ["Planned", "Preview", "apply", "before_and_after", "csv_of", "plan_of", "prepare", "read"]
