"""What a reader is given, what it gives back, and how it says that it could not read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from commitments.ledger.tables.limits import LARGEST_FILE

# What one reading may bring, and how long it may last. A reader stops by itself, and raises SourceTrouble beyond.
MOST_FILES = 50
LARGEST_ARRIVAL = LARGEST_FILE
READ_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class ArrivedFile:
    """A file as it was found. `key` names this delivery at its origin (an etag, a uid, a digest of the content): the
    same delivery has the same key at each reading.
    """

    name: str
    content: bytes
    key: str


class SourceTrouble(Exception):  # noqa: N818 - nothing of the application failed: the origin did
    """Nothing was read. The message is a French sentence: what happened, and what to do. It never holds the secret."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where to read: `settings` as they are stored, without any secret; `secret` as it was found in the environment or
    in a file just before, "" where there is none: neither stored nor logged, and `repr` leaves it out. `body` is the
    code of the body that reads, which has folders of its own.
    """

    settings: Mapping[str, str]
    secret: str = field(default="", repr=False)
    body: str = ""


class FieldKind(StrEnum):
    """How a form asks for a setting. The choices of a `CHOICE` are in the field."""

    TEXT = "text"
    NUMBER = "number"
    ADDRESS = "address"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One setting of a kind of connection, as the one form asks for it. All of them are texts once stored."""

    name: str
    label: str
    help: str = ""
    is_required: bool = True
    kind: FieldKind = FieldKind.TEXT
    initial: str = ""
    choices: tuple[tuple[str, str], ...] = ()
