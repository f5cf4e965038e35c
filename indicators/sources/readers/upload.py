"""A file that a person sends on the page of the source: its answers are kept, nothing waits anywhere to be read."""

from collections.abc import Sequence

from indicators.sources.arrived import ArrivedFile, Connection, Field

FIELDS: Sequence[Field] = ()


def read(connection: Connection) -> list[ArrivedFile]:
    """The page of the source gives the file itself."""
    return []
