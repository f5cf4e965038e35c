"""An import of the application, step by step: received and shown, confirmed or abandoned, then written by whoever
takes it up. What is written and that it is written are one transaction: a process that is killed leaves the import
to be taken up again, and nothing half done.
"""

import hashlib
from collections.abc import Callable, Collection

import structlog
from django.db import Error as DatabaseError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from commitments.ledger.refusals import Refusal
from commitments.ledger.tables.finding import ReadTable
from commitments.ledger.tables.limits import MOST_TRIES, MOST_WAITING
from commitments.ledger.tables.previews import Preview
from commitments.ledger.tables.reports import Report
from commitments.models import Contract
from indicators.imports.answers import AS_IT_IS, Answers
from indicators.imports.applying import apply
from indicators.imports.arriving import arrival_of, is_refused, learn, origin_of, recorded, waits
from indicators.imports.preparing import PlannedMonth, explained, prepare, read
from indicators.models import ImportJob, ImportState, SourceArrival

log = structlog.get_logger(__name__)
CHANGED_MEANWHILE = "Des valeurs ont changé depuis l’aperçu : voici ce que le fichier changerait maintenant."
FAILED = (
    "L’import a été interrompu plusieurs fois, et rien n’en est écrit : envoyez le fichier à nouveau, ou en plusieurs "
    "fois."
)
LONGEST_NAME = 200


def receive(*, user: User, contract: Contract, name: str, content: bytes) -> ImportJob:
    """Read a file and keep what it would do. Raises UnreadableFileError for what is no table."""
    job, _ = prepared_job(user, contract, name, content)
    job.save()
    own = ImportJob.objects.filter(user=user, state=ImportState.LU, arrival=None).order_by("-pk")
    for older in own.values_list("pk", flat=True)[MOST_WAITING:]:
        abandon(older)
    return job


def prepared_job(
    user: User,
    contract: Contract,
    name: str,
    content: bytes,
    *,
    answers: Answers = AS_IT_IS,
    only: Collection[int] | None = None,
) -> tuple[ImportJob, Preview[PlannedMonth]]:
    """An import with what it would do, which is not saved. `answers` and the indicators (`only`) are those of a source.

    Raises UnreadableFileError for what is no table.
    """
    table = read(content, answers.choices)
    kept = {} if only is None else {"answers": answers.as_json(), "only": sorted(only)}
    job = ImportJob(
        user=user,
        name=name[:LONGEST_NAME] or "fichier",
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        report={"contract": contract.pk, **kept},
        created_at=timezone.now(),
    )
    preview = _prepared(job, contract, table)
    _show(job, preview)
    return job, preview


@transaction.atomic
def answer(job_pk: int, answers: Answers) -> bool:
    """Read the file again with what the person said of it; False when the import no longer waits.

    Raises UnreadableFileError where it is no table that way; nothing is kept of the answers then.
    """
    job = _locked(job_pk, ImportState.LU)
    if job is None:
        return False
    job.report["answers"] = answers.as_json()
    _show(job, _prepared(job, _contract(job), read(bytes(job.content), answers.choices)))
    job.save()
    learn(job, answers.choices)
    return True


def confirm(job_pk: int) -> bool:
    """Let a job write what was shown; False when it no longer waits to be confirmed."""
    waiting = ImportJob.objects.filter(pk=job_pk, state=ImportState.LU)
    return waiting.update(state=ImportState.EN_COURS) == 1


def abandon(job_pk: int) -> bool:
    waiting = ImportJob.objects.filter(pk=job_pk, state=ImportState.LU)
    return waiting.update(state=ImportState.ABANDONNE, content=b"", ended_at=timezone.now()) == 1


def waiting_to_be_written() -> list[int]:
    """The confirmed imports that are not written yet, the oldest first."""
    return list(
        ImportJob.objects.filter(state=ImportState.EN_COURS).order_by("pk").values_list("pk", flat=True)
    )


def write(job_pk: int, tell: Callable[[int], None] = lambda done: None) -> None:
    """Write a confirmed import: all of it, or nothing, with the preview made again. `tell` follows the count.

    Nothing to do where another process writes it, or did.
    """
    job = _taken(job_pk)
    if job is None:
        return
    tell(0)
    table = read(bytes(job.content), Answers.of_report(job.report).choices)
    try:
        _write(job_pk, table, tell)
    except Refusal as refusal:
        log.info("import_refused", job=job_pk, code=refusal.code)
        _show_anew(job_pk, table)
    except DatabaseError:
        raise
    except Exception:
        log.exception("import_failed", job=job_pk)
        _give_up(job_pk)


def _taken(job_pk: int) -> ImportJob | None:
    """The import, if it waits to be written; tries are counted, and one too many ends it."""
    with transaction.atomic():
        job = _locked(job_pk)
        if job is None:
            return None
        job.report["tries"] = job.report.get("tries", 0) + 1
        if job.report["tries"] <= MOST_TRIES:
            job.save(update_fields=["report"])
            return job
    log.error("import_given_up", job=job_pk)
    _give_up(job_pk)
    return None


@transaction.atomic
def _write(job_pk: int, table: ReadTable, tell: Callable[[int], None]) -> None:
    job = _locked(job_pk)
    if job is None:
        return
    preview = _prepared(job, _contract(job), table)
    arrival = arrival_of(job)
    if not preview.may_be_written or preview.plan != job.report["plan"]:
        _show_change(job, preview, arrival)
    else:
        origin, reason = origin_of(job, arrival)
        job.done = apply(preview, actor=job.user, origin=origin, reason=reason, tell=tell)
        if arrival is not None:
            recorded(arrival, preview.written, job)
        _end(job, ImportState.ECRIT)
    job.save()


@transaction.atomic
def _show_anew(job_pk: int, table: ReadTable) -> None:
    """Somebody wrote between the preview and the lock of the contract."""
    if job := _locked(job_pk):
        _show_change(job, _prepared(job, _contract(job), table), arrival_of(job))
        job.save()


def _show_change(job: ImportJob, preview: Preview[PlannedMonth], arrival: SourceArrival | None) -> None:
    """What the file would change now, for the person; the owner of a source does not look by chance."""
    _show(job, preview, CHANGED_MEANWHILE)
    if arrival is not None and job.state == ImportState.LU:
        waits(arrival, job.report["plan"], CHANGED_MEANWHILE)


@transaction.atomic
def _give_up(job_pk: int) -> None:
    if job := _locked(job_pk):
        job.report["note"] = FAILED
        _end(job, ImportState.REFUSE)
        job.save()
        if (arrival := arrival_of(job)) is not None:
            is_refused(arrival, FAILED)


def _locked(job_pk: int, state: ImportState = ImportState.EN_COURS) -> ImportJob | None:
    """The import, while nobody else may write it; None where somebody does, or did."""
    jobs = ImportJob.objects.select_for_update(skip_locked=True, of=("self",)).select_related("user")
    return jobs.filter(pk=job_pk, state=state).first()


def _contract(job: ImportJob) -> Contract:
    return Contract.objects.select_related("body").get(pk=job.report["contract"])


def _prepared(job: ImportJob, contract: Contract, table: ReadTable) -> Preview[PlannedMonth]:
    contracts = Contract.objects.all().visible_to(job.user).select_related("body")
    only = frozenset(job.report["only"]) if "only" in job.report else None
    preview = prepare(table, contracts, job.user, contract.body.code, passes_blank_rows=True, only=only)
    return explained(preview, Answers.of_report(job.report).reasons)


def _show(job: ImportJob, preview: Preview[PlannedMonth], note: str = "") -> None:
    """Keep what the file would do now. With nothing to write, or something refused that no answer changes, that is the
    end of it.
    """
    kept = {name: job.report[name] for name in ("contract", "answers", "only") if name in job.report}
    job.report = {**Report.of(preview).as_json(), **kept, "note": note}
    job.total = len(preview.written)
    job.state = ImportState.LU
    if preview.reading.asks:
        return
    if preview.refused:
        _end(job, ImportState.REFUSE)
    elif job.total == 0:
        _end(job, ImportState.ECRIT)


def _end(job: ImportJob, state: ImportState) -> None:
    job.state, job.content, job.ended_at = state, b"", timezone.now()
