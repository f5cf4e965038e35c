"""« Essayer maintenant »: what would be read, and what would become of it. Nothing is written."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accounts.antivirus.examining import FileRefusedError, examine
from commitments.ledger.tables.reports import Report
from indicators.models import Source, SourceConnection
from indicators.sources.arrived import ArrivedFile, SourceTrouble
from indicators.sources.reading import read_all
from indicators.sources.taking import is_known, prepared, records_by_itself

MOST_TRIED = 10


@dataclass(frozen=True, slots=True)
class TriedFile:
    """One file. `refusal` is why it cannot be read, "" where it can; `report` what it would do, None of a connection
    alone. `headings` are those by which a change of shape is noticed. `is_known`: it arrived before.
    """

    name: str
    size: int
    refusal: str = ""
    shape_change: str = ""
    report: Report | None = None
    headings: Sequence[str] = ()
    by_itself: bool = False
    is_known: bool = False

    @property
    def is_read(self) -> bool:
        """Whether the source could go on with it: a month that is refused today is no fault of its reading."""
        return bool(self.report and self.report.reading.heading and not self.report.reading.asks)


@dataclass(frozen=True, slots=True)
class Tried:
    """`trouble` is why nothing was read, "" where it was. The newest file is first; `more` counts those
    beyond what is shown.
    """

    trouble: str = ""
    files: Sequence[TriedFile] = ()
    more: int = 0


def try_connection(connection: SourceConnection) -> Tried:
    return _tried(connection, lambda file: TriedFile(file.name, len(file.content), _refusal(file)))


def try_source(source: Source) -> Tried:
    return _tried(source.connection, lambda file: tried_file(source, file))


def tried_file(source: Source, file: ArrivedFile) -> TriedFile:
    if refusal := _refusal(file):
        return TriedFile(file.name, len(file.content), refusal)
    found = prepared(source, file.name, file.content)
    report = Report.of(found.preview) if found.preview else None
    return TriedFile(
        file.name,
        len(file.content),
        found.refusal,
        found.shape_change,
        report,
        found.headings,
        records_by_itself(source, found),
        is_known(source, file, hashlib.sha256(file.content).hexdigest()),
    )


def _tried(connection: SourceConnection, look: Callable[[ArrivedFile], TriedFile]) -> Tried:
    try:
        files = read_all(connection)
    except SourceTrouble as error:
        return Tried(str(error))
    return Tried("", [look(each) for each in files[::-1][:MOST_TRIED]], max(0, len(files) - MOST_TRIED))


def _refusal(file: ArrivedFile) -> str:
    try:
        examine(file.name, [file.content])
    except FileRefusedError as error:
        return error.message
    return ""
