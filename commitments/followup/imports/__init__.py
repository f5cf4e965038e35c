"""States of actions from the file that the export writes: read, shown before it is written, taken whole or not."""

from commitments.followup.imports.preparing import Planned, Preview, plan_of, prepare

__all__ = ["Planned", "Preview", "plan_of", "prepare"]
