"""What tests of readers share: the sentence of a trouble, and the rows of a table that was read."""

import csv
import io
from collections.abc import Callable

import pytest

from indicators.sources.arrived import ArrivedFile, Connection, SourceTrouble

FILE = b"indicateur;mois;valeur\r\nA1;2026-06;12,5\r\n"


def told(read: Callable[[Connection], list[ArrivedFile]], connection: Connection) -> str:
    """The trouble: sentences that say what to do, and hold no part of the secret."""
    with pytest.raises(SourceTrouble) as raised:
        read(connection)
    text = str(raised.value)
    assert text.endswith(".")
    secrets = [part for part in connection.secret.split() if len(part) > 6]
    assert not any(part in f"{text} {raised.value.__cause__!r}" for part in secrets), text
    return text


def rows_of(file: ArrivedFile) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.content.decode()), delimiter=";"))
