"""One file that arrived: looked at by the antivirus, prepared as an import, kept, told. One transaction, so that a
process that is killed leaves either all of it or nothing; and under the lock of its source, so that it arrives once.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.antivirus.examining import FileRefusedError, UnansweredError, examine
from commitments.ledger.files.kinds import NOT_IN_A_NAME
from commitments.ledger.tables.previews import Preview
from commitments.ledger.tables.reports import Report
from commitments.ledger.tables.rows import UnreadableFileError
from cpg.shared import french
from indicators.imports import following
from indicators.imports.answers import Answers
from indicators.imports.arriving import is_refused, waits
from indicators.imports.preparing import PlannedMonth
from indicators.models import ImportJob, ImportState, Source, SourceArrival, SourceKind
from indicators.models.source import LONGEST_NAME, LONGEST_TEXT
from indicators.sources.arrived import ArrivedFile, SourceTrouble
from indicators.sources.headings import difference, headings_of
from indicators.sources.readers import READERS

TO_CONFIRM = "Rien n’est enregistré tant que vous n’avez pas confirmé."


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file as its source reads it. `refusal` is why it is no table, "" where it is one."""

    headings: Sequence[str] = ()
    shape_change: str = ""
    refusal: str = ""
    job: ImportJob | None = None
    preview: Preview[PlannedMonth] | None = None


def prepared(source: Source, name: str, content: bytes) -> Prepared:
    """What the source would make of a file. Nothing is written."""
    answers = Answers.of_report({"answers": source.answers})
    only = source.indicators.values_list("pk", flat=True)
    try:
        job, preview = following.prepared_job(
            source.owner, source.contract, name, content, answers=answers, only=only
        )
    except UnreadableFileError as error:
        return Prepared(refusal=str(error))
    headings = headings_of(content, preview.reading)
    return Prepared(headings, difference(source.headings, headings), "", job, preview)


def take(source_pk: int, file: ArrivedFile) -> SourceArrival | None:
    """Prepare a file that arrived, and record it where the source may; None where it arrived before.

    Raises SourceTrouble where nothing can be said of it yet: it stays where it is for the next time.
    """
    digest = hashlib.sha256(file.content).hexdigest()
    if is_known(Source.objects.select_related("connection").get(pk=source_pk), file, digest):
        return None
    infected = _infection(file)
    arrival = _kept(source_pk, file, digest, infected)
    if arrival is not None and arrival.by_itself and arrival.job_id is not None:
        following.write(arrival.job_id)
    return arrival


def _infection(file: ArrivedFile) -> str:
    try:
        examine(file.name, [file.content])
    except UnansweredError as error:
        raise SourceTrouble(error.message) from error
    except FileRefusedError as error:
        return error.message
    return ""


@transaction.atomic
def _kept(source_pk: int, file: ArrivedFile, digest: str, infected: str) -> SourceArrival | None:
    sources = Source.objects.running().select_for_update(of=("self",))
    source = sources.select_related("contract__body", "connection", "owner").filter(pk=source_pk).first()
    if source is None or is_known(source, file, digest):
        return None
    name = NOT_IN_A_NAME.sub(" ", file.name).strip()[-LONGEST_NAME:] or "fichier"
    # What the antivirus recognised is not kept.
    content = b"" if infected else file.content
    found = Prepared(refusal=infected) if infected else prepared(source, name, content)
    gives_state = READERS[SourceKind(source.connection.kind)].gives_state
    if gives_state and _says_the_same(source, name, found):
        return None
    by_itself = found.preview is not None and records_by_itself(source, found)
    if found.job is not None:
        if by_itself:
            found.job.state = ImportState.EN_COURS
        found.job.save()
    last = source.arrivals.values_list("number", flat=True).first() or 0
    arrival = SourceArrival.objects.create(
        source=source,
        number=last + 1,
        key=file.key[:LONGEST_TEXT],
        name=name,
        sha256=digest,
        content=content,
        size=len(content),
        arrived_at=timezone.now(),
        headings=list(found.headings),
        shape_change=found.shape_change[:LONGEST_TEXT],
        refusal=found.refusal[:LONGEST_TEXT],
        by_itself=by_itself,
        job=found.job,
    )
    if gives_state:
        _abandon_older(arrival)
    _tell(arrival, found)
    return arrival


def records_by_itself(source: Source, found: Prepared) -> bool:
    """Only what nobody would look at twice: values of months that hold none, without a doubt nor a question, in a file
    of the shape that the owner knows, of a source that is trusted.
    """
    preview = found.preview
    if preview is None or not source.is_trusted or not source.headings:
        return False
    is_plain = preview.may_be_written and not preview.reading.asks and not preview.changed
    doubtful = any(each.doubts for each in preview.new)
    return is_plain and not doubtful and not found.shape_change


def is_known(source: Source, file: ArrivedFile, digest: str) -> bool:
    """Whether this delivery arrived before. One that was refused is read again once the source was started anew: its
    reading was mended meanwhile.
    """
    own = source.arrivals.select_related("job").defer("content", "job__content")
    if READERS[SourceKind(source.connection.kind)].gives_state:
        last = own.filter(name=NOT_IN_A_NAME.sub(" ", file.name).strip()[-LONGEST_NAME:]).first()
        same = last if last is not None and last.sha256 == digest else None
    else:
        same = own.filter(key=file.key[:LONGEST_TEXT], sha256=digest).first()
    if same is None:
        return False
    was_refused = same.job is None or same.job.state == ImportState.REFUSE
    started = source.started_at
    return not (was_refused and started is not None and same.arrived_at < started)


def _says_the_same(source: Source, name: str, found: Prepared) -> bool:
    """Other bytes, as of a workbook that is made anew at each call, of which the same would be written, or refused."""
    jobs = ImportJob.objects.filter(arrival__source=source, arrival__name=name).order_by("-arrival__number")
    last, job = jobs.defer("content").first(), found.job
    if last is None or job is None or found.shape_change:
        return False
    # What its owner threw away is not asked of them again.
    before = ImportState.LU if last.state == ImportState.ABANDONNE else last.state
    if before != job.state:
        return False
    if job.state == ImportState.ECRIT:
        return True
    said = ("plan", "reading", "refused")
    return [last.report.get(each) for each in said] == [_plain(job.report)[each] for each in said]


def _plain(report: Mapping[str, Any]) -> dict[str, Any]:
    """As it is once stored."""
    stored: dict[str, Any] = json.loads(json.dumps(report))
    return stored


def _abandon_older(arrival: SourceArrival) -> None:
    """What waits of the same file is what it said before: given up where the new one says it again, whatever it says
    of it. A file that has one month at a time, or that is refused, says nothing of the others.
    """
    places = _places(arrival.job)
    older = ImportJob.objects.filter(
        arrival__source=arrival.source, arrival__name=arrival.name, arrival__number__lt=arrival.number
    )
    for job in older.filter(state=ImportState.LU).defer("content"):
        if _places(job) <= places:
            following.abandon(job.pk)


def _places(job: ImportJob | None) -> set[tuple[str, ...]]:
    """The months that a file names, where it could be read."""
    if job is None or job.state == ImportState.REFUSE:
        return set()
    report = Report.of_json(job.report)
    return {row.place for row in (*report.new, *report.changed, *report.unchanged)}


def _tell(arrival: SourceArrival, found: Prepared) -> None:
    job = found.job
    if job is None:
        is_refused(arrival, found.refusal)
    elif job.state == ImportState.REFUSE:
        is_refused(arrival, _refused_words(Report.of_json(job.report)))
    elif job.state == ImportState.LU:
        waits(arrival, job.report["plan"], f"{_waiting_words(job)} {TO_CONFIRM}")


def _refused_words(report: Report) -> str:
    """The first of what is wrong; the page of the import has the rest."""
    count = report.refused_lines
    first = report.refused[0]
    where = f"ligne {first.line}, {first.column}" if first.line else first.column
    lines = f"{french.number(count)} {french.plural(count, 'ligne refusée', 'lignes refusées')}"
    return f"Rien n’en est enregistré, {lines}. Première\u00a0: {where}\u00a0: {first.reason}"


def _waiting_words(job: ImportJob) -> str:
    report = Report.of_json(job.report)
    new, changed, doubtful = len(report.new), len(report.changed), len(report.doubtful)
    parts = [
        french.counted(new, "valeur nouvelle", "valeurs nouvelles") if new else "",
        french.counted(changed, "valeur qui change", "valeurs qui changent") if changed else "",
        french.counted(doubtful, "valeur à vérifier", "valeurs à vérifier") if doubtful else "",
    ]
    if report.reading.asks:
        return "Le fichier demande comment être lu."
    return f"{french.sentence(french.listing([each for each in parts if each]))}."
