"""What an import that came from a source does beside writing: it learns, it attaches the file, it tells."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from commitments.ledger.proofs import SentFile
from commitments.ledger.refusals import Refusal
from commitments.ledger.tables.readings import Choices
from commitments.models import Contract, Origin
from cpg.shared import french
from indicators.imports.answers import Answers
from indicators.imports.preparing import PlannedMonth
from indicators.models import ImportJob, Source, SourceArrival, SourceEvent, SourceEventKind
from indicators.models.source import LONGEST_TEXT
from indicators.recording import attach_to_many


def arrival_of(job: ImportJob) -> SourceArrival | None:
    arrivals = SourceArrival.objects.select_related("source__contract").defer("content")
    return arrivals.filter(job=job).first()


def to_confirm(contract: Contract) -> list[SourceArrival]:
    """What arrived from sources and waits for a person, the oldest first, with that person. One query."""
    waiting = (
        SourceArrival.objects.filter(source__contract=contract)
        .waiting()
        .select_related("source", "job__user")
    )
    found = list(waiting.defer("content", "job__content", "job__report").order_by("arrived_at", "pk"))
    for each in found:
        each.source.contract = contract
    return found


def origin_of(job: ImportJob, arrival: SourceArrival | None) -> tuple[Origin, str]:
    """By which way the values came in, and the reason of the act."""
    if arrival is None:
        return Origin.IMPORT, f"Import du fichier {job.name}"
    day = french.day(timezone.localtime(arrival.arrived_at).date())
    source = f"Source «\u00a0{arrival.source.name}\u00a0»"
    return Origin.SOURCE, f"{source}, fichier {job.name}, arrivé le {day}"


def note(
    source: Source,
    kind: SourceEventKind,
    key: str,
    text: str = "",
    *,
    actor: User | None = None,
    arrival: SourceArrival | None = None,
) -> None:
    """Once for each key, whoever notices it."""
    SourceEvent.objects.bulk_create(
        [
            SourceEvent(
                source=source,
                kind=kind,
                key=key,
                at=timezone.now(),
                actor=actor,
                arrival=arrival,
                text=text[:LONGEST_TEXT],
            )
        ],
        ignore_conflicts=True,
    )


def learn(job: ImportJob, choices: Choices) -> None:
    """Keep how the owner had this file read, for those that come; not why the values of this one changed."""
    arrival = arrival_of(job)
    if arrival is not None:
        Source.objects.filter(pk=arrival.source_id).update(answers=Answers(choices).as_json())


def recorded(arrival: SourceArrival, written: Sequence[PlannedMonth], job: ImportJob) -> None:
    """The file becomes the proof of what it said, and its headings those that are expected. In the caller's
    transaction.
    """
    source = arrival.source
    Source.objects.filter(pk=source.pk).update(headings=arrival.headings)
    count = f"{french.number(job.done)} {french.plural(job.done, 'valeur', 'valeurs')}"
    how = "sans confirmation" if arrival.by_itself and not arrival.waited else "après confirmation"
    verb = french.plural(job.done, "enregistrée", "enregistrées")
    text = f"{count} de {arrival.name} {verb} {how}.{_attached(arrival, written, job)}"
    note(source, SourceEventKind.RECORDED, f"arrivee/{arrival.number}/ecrit", text, arrival=arrival)


def _attached(arrival: SourceArrival, written: Sequence[PlannedMonth], job: ImportJob) -> str:
    """Attach the file to each month that it filled in. A file that no month takes stays with its arrival."""
    content = bytes(SourceArrival.objects.values_list("content", flat=True).get(pk=arrival.pk))
    try:
        with transaction.atomic():
            attach_to_many(
                contract=arrival.source.contract,
                places=[each.entry for each in written],
                proof=SentFile(arrival.name, content),
                actor=job.user,
                origin=Origin.SOURCE,
                reason=f"Source «\u00a0{arrival.source.name}\u00a0»",
            )
    except Refusal as refusal:
        return f" Le fichier reste ici, sans être joint aux mois\u00a0: {refusal.message}"
    return ""


def waits(arrival: SourceArrival, plan: str, text: str) -> None:
    """The owner is to look at it: it is new, or something changed since."""
    _note_arrival(arrival, SourceEventKind.WAITING, f"attente/{plan[:40]}", text)


def is_refused(arrival: SourceArrival, text: str) -> None:
    _note_arrival(arrival, SourceEventKind.REFUSED, "refus", text)


def _note_arrival(arrival: SourceArrival, kind: SourceEventKind, key: str, text: str) -> None:
    """A file of another shape is told as that, with what becomes of it."""
    said = " ".join(filter(None, (arrival.shape_change, text)))
    told = SourceEventKind.RESHAPED if arrival.shape_change else kind
    note(arrival.source, told, f"arrivee/{arrival.number}/{key}", said, arrival=arrival)
