"""The kinds of connections, each with its reader: a module of this folder with `read` and `FIELDS`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from indicators.models.source import SourceKind
from indicators.sources.arrived import ArrivedFile, Connection, Field
from indicators.sources.readers import folder, grist, mailbox, sql, upload, web


@dataclass(frozen=True, slots=True)
class Reader:
    """`read` gives all that is there, known or not: the caller takes each delivery once. It raises SourceTrouble.

    `secret_help` says what the secret is, "" for a kind that has none. `gives_state`: a later reading replaces an
    earlier one of the same name that nobody confirmed yet.
    """

    read: Callable[[Connection], list[ArrivedFile]]
    fields: Sequence[Field]
    secret_help: str = ""
    gives_state: bool = False


READERS: Mapping[SourceKind, Reader] = {
    SourceKind.FOLDER: Reader(folder.read, folder.FIELDS, gives_state=True),
    SourceKind.UPLOAD: Reader(upload.read, upload.FIELDS),
    SourceKind.WEB: Reader(web.read, web.FIELDS, web.KEY_HELP, gives_state=True),
    SourceKind.GRIST: Reader(grist.read, grist.FIELDS, grist.KEY_HELP, gives_state=True),
    SourceKind.SQL: Reader(sql.read, sql.FIELDS, sql.KEY_HELP, gives_state=True),
    SourceKind.MAILBOX: Reader(mailbox.read, mailbox.FIELDS, mailbox.KEY_HELP),
}
