"""What the pages of sources say: the state of each source and arrival, and what a trial found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.tables.readings import sentences_of
from cpg.shared import french
from dashboards.sources.access import may_map
from indicators.models import (
    ImportState,
    Source,
    SourceArrival,
    SourceEvent,
    SourceKind,
)
from indicators.sources.trying import Tried, TriedFile

SHOWN_ROWS = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """A state: its tone and shape, as the rest of the application draws them, and its words."""

    tone: str
    shape: str
    words: str


def standing_of(source: Source, waiting: int) -> Standing:
    if source.ended_at is not None:
        return Standing("", "f-rien", "arrêtée")
    if source.started_at is None:
        return Standing("t-main", "f-nondu", "à mettre en service")
    if source.trouble:
        return Standing("t-sous", "f-refus", "en échec")
    if waiting:
        words = french.counted(waiting, "fichier à confirmer", "fichiers à confirmer")
        return Standing("t-entre", "f-attente", words)
    return Standing("t-atteint", "f-atteint", "en service")


@dataclass(frozen=True, slots=True)
class ListedSource:
    source: Source
    waiting: int

    @property
    def standing(self) -> Standing:
        return standing_of(self.source, self.waiting)


@dataclass(frozen=True, slots=True)
class ListedArrival:
    """`is_own`: the person reads its import, which is of its owner alone."""

    arrival: SourceArrival
    is_own: bool

    @property
    def state(self) -> str:
        job = self.arrival.job
        if job is None:
            return "refusé"
        if job.state == ImportState.ECRIT:
            count = french.counted(job.done, "valeur enregistrée", "valeurs enregistrées")
            return count if job.done else "rien de nouveau"
        return job.state_label


@dataclass(frozen=True, slots=True)
class SourcePage:
    source: Source
    person: User
    arrivals: Sequence[SourceArrival]
    events: Sequence[SourceEvent]

    @property
    def waiting(self) -> Sequence[SourceArrival]:
        return [each for each in self.arrivals if each.job and each.job.state == ImportState.LU]

    @property
    def standing(self) -> Standing:
        return standing_of(self.source, len(self.waiting))

    @property
    def listed(self) -> Iterator[ListedArrival]:
        for each in self.arrivals:
            yield ListedArrival(each, each.job is not None and each.job.user_id == self.person.pk)

    @property
    def may_map(self) -> bool:
        return may_map(self.person, self.source)

    @property
    def may_trust(self) -> bool:
        return may(self.person, Verb.TRUST, self.source.contract)

    @property
    def may_end(self) -> bool:
        return self.may_map or self.may_trust or may(self.person, Verb.ADMINISTER, self.source.contract)

    @property
    def takes_files(self) -> bool:
        return self.source.connection.kind == SourceKind.UPLOAD and self.source.is_running and self.may_map


@dataclass(frozen=True, slots=True)
class TriedRow:
    line: int
    place: str
    value: str
    fate: str


@dataclass(frozen=True, slots=True)
class ShownFile:
    """What one file of a trial says, and what would become of it."""

    file: TriedFile

    @property
    def said(self) -> Sequence[str]:
        report = self.file.report
        return sentences_of(report.reading)[:SHOWN_ROWS] if report else ()

    @property
    def asks(self) -> Sequence[str]:
        """What the description has to say before it can be read."""
        report = self.file.report
        if report is None:
            return ()
        reading = report.reading
        asked = [f"Quelle feuille\u202f? {french.listing(reading.sheets)}"] if reading.sheets else []
        asked += [
            f"Que veut dire la colonne «\u00a0{name}\u00a0»\u202f? Nommez-la, ou laissez-la de côté."
            for name in reading.unknown
        ]
        return [*asked, "Les lignes masquées comptent-elles\u202f?"] if reading.asks_hidden else asked

    @property
    def rows(self) -> Sequence[TriedRow]:
        """In the order of the file."""
        return sorted(self._rows(), key=lambda row: row.line)[:SHOWN_ROWS]

    @property
    def hidden(self) -> int:
        return max(0, len(list(self._rows())) - SHOWN_ROWS)

    def _rows(self) -> Iterator[TriedRow]:
        report = self.file.report
        if report is None:
            return
        for refused in report.refused:
            yield TriedRow(refused.line, refused.column, refused.text, f"refusé\u00a0: {refused.reason}")
        written = (
            "serait enregistré par la source" if self.file.by_itself else "attendrait votre confirmation"
        )
        for row in (*report.new, *report.changed):
            before = f"remplace {row.before}\u202f; " if row.before else ""
            doubts = f"à vérifier\u00a0: {' '.join(row.doubts)} " if row.doubts else ""
            yield TriedRow(row.line, " ".join(row.place[1:]), row.after, f"{before}{doubts}{written}")
        for row in report.unchanged:
            yield TriedRow(row.line, " ".join(row.place[1:]), row.after, "déjà enregistré")


@dataclass(frozen=True, slots=True)
class TrialPage:
    tried: Tried

    @property
    def title(self) -> str:
        if self.tried.trouble:
            return "Rien n’a été lu"
        if not self.tried.files:
            return "Aucun fichier n’est là pour l’instant"
        count = len(self.tried.files) + self.tried.more
        return f"{french.counted(count, 'fichier serait lu', 'fichiers seraient lus')}"

    @property
    def files(self) -> Sequence[ShownFile]:
        return [ShownFile(each) for each in self.tried.files]
