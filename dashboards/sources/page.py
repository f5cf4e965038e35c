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
    SourceEventKind,
    SourceKind,
)
from indicators.sources.trying import Tried, TriedFile

SHOWN_ROWS = 20
# The latest of them says it: a file of another shape is told as that.
REFUSALS = (SourceEventKind.REFUSED, SourceEventKind.RESHAPED)


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


def finding(listed: Sequence[ListedSource]) -> str:
    """The page of all sources in a sentence: those that are in service bring something."""
    running = [each.source for each in listed if each.source.is_running]
    if not running:
        return "Toutes les valeurs de ce contrat sont tapées ou importées"
    count = len(running)
    verb = french.plural(count, "source apporte", "sources apportent")
    failed = sum(bool(each.trouble) for each in running)
    but = f", {french.count_word(failed, feminine=True)} en échec" if failed else ""
    return french.sentence(
        f"{french.count_word(count, feminine=True)} {verb} des valeurs sans qu’on les tape{but}"
    )


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

    @property
    def why(self) -> str:
        """Why it was refused, before it was read or after."""
        if self.arrival.job is None or self.arrival.job.state != ImportState.REFUSE:
            return self.arrival.refusal
        told = (each.text for each in self.arrival.events.all() if each.kind in REFUSALS)
        return next(told, "")

    @property
    def is_recorded_alone(self) -> bool:
        """Nobody confirmed it."""
        job, arrival = self.arrival.job, self.arrival
        is_written = job is not None and job.state == ImportState.ECRIT and job.done > 0
        return is_written and arrival.by_itself and not arrival.waited


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
    def is_sent_by_hand(self) -> bool:
        """There is nothing to try: somebody sends each file."""
        return self.source.connection.kind == SourceKind.UPLOAD

    @property
    def takes_files(self) -> bool:
        return self.is_sent_by_hand and self.source.is_running and self.may_map


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
        waits, alone = "attendrait la confirmation du responsable", "serait enregistré par la source"
        written = "déjà arrivé" if self.file.is_known else alone if self.file.by_itself else waits
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
        new = sum(not each.is_known for each in self.tried.files)
        if new == len(self.tried.files):
            return french.counted(count, "fichier serait lu", "fichiers seraient lus")
        there = french.counted(count, "fichier est là", "fichiers sont là")
        if not new:
            return f"{there}, rien de nouveau" if not self.tried.more else there
        return f"{there}, {french.counted(new, 'nouveau serait lu', 'nouveaux seraient lus')}"

    @property
    def files(self) -> Sequence[ShownFile]:
        return [ShownFile(each) for each in self.tried.files]
