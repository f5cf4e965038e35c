"""Monthly figures from a file: read, shown before anything is written, then taken whole or not at all."""

from indicators.imports.applying import apply
from indicators.imports.preparing import Preview, prepare, read

__all__ = ["Preview", "apply", "prepare", "read"]
