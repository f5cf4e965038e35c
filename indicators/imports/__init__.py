"""Monthly figures from a file: read, shown before anything is written, then taken whole or not at all."""

from indicators.imports.applying import apply
from indicators.imports.lines import UnreadableFileError
from indicators.imports.preparing import Preview, Refused, prepare
from indicators.imports.tables import read_table

__all__ = ["Preview", "Refused", "UnreadableFileError", "apply", "prepare", "read_table"]
