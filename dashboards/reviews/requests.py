"""A request to make the document of a review: asked for, taken by one maker at a time, ended."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from commitments.models import Contract, Origin, lock_contract, open_change
from dashboards.models.review import DocumentFormat, JobState, Review, ReviewFile, ReviewJob, ReviewVersion

STEPS = 4
MOST_TRIES = 3
# Longer than any document takes: whoever holds a request beyond that is gone.
HOLD = timedelta(minutes=3)
# What nobody has taken by then waits for a maker that may not be there.
PATIENCE = timedelta(minutes=1)
FAILED = "Le document n’a pas pu être produit\u202f; rien n’est gardé. Demandez-le à nouveau, ou signalez-le."
UNCHANGED = "Rien n’a changé depuis la version {}\u00a0: elle dit déjà ce qui aurait été écrit."


@transaction.atomic
def ask(review: Review, user: User) -> ReviewJob:
    """The request that is under way, or a new one for the texts as they stand now."""
    contract = lock_contract(review.contract_id)
    running = ReviewJob.objects.filter(review=review, state=JobState.RUNNING).first()
    if running is not None:
        return running
    return ReviewJob.objects.create(
        review=review,
        user=user,
        texts_at=contract.sequence,
        state=JobState.RUNNING,
        requested_at=timezone.now(),
    )


def waiting() -> list[int]:
    """The requests that nobody holds, the oldest first."""
    return list(_free().order_by("pk").values_list("pk", flat=True))


def is_stalled(job: ReviewJob) -> bool:
    """Whether it was interrupted, or nobody takes it: it goes on by itself, and may be asked for again."""
    if job.state != JobState.RUNNING:
        return False
    now = timezone.now()
    return job.requested_at < now - PATIENCE if job.held_until is None else job.held_until < now


def take(job_pk: int) -> ReviewJob | None:
    """The request, held by the caller; None where somebody else holds it, or it has ended. One try too many ends
    it.
    """
    now = timezone.now()
    taken = _free().filter(pk=job_pk).update(tries=F("tries") + 1, held_until=now + HOLD, done=0)
    if not taken:
        return None
    job = ReviewJob.objects.select_related("review__contract__body", "user").get(pk=job_pk)
    if job.tries > MOST_TRIES:
        fail(job)
        return None
    return job


def tell(job: ReviewJob, done: int) -> None:
    _held(job).update(done=done)


def fail(job: ReviewJob, note: str = FAILED) -> None:
    _held(job).update(state=JobState.FAILED, note=note, ended_at=timezone.now())


@transaction.atomic
def keep(job: ReviewJob, files: Mapping[DocumentFormat, bytes], known_at: int) -> None:
    """Keep what was made as a new version, unless the last one has the very same bytes."""
    contract = lock_contract(job.review.contract_id)
    if not _held(job).update(state=JobState.DONE, done=STEPS, ended_at=timezone.now()):
        return
    sums = {format_.value: sha256(content).hexdigest() for format_, content in files.items()}
    last = ReviewVersion.objects.filter(review=job.review).order_by("-number").first()
    if last is not None and dict(last.files.values_list("format", "sha256")) == sums:
        ReviewJob.objects.filter(pk=job.pk).update(note=UNCHANGED.format(last.number))
        return
    _add_version(contract, job, last.number + 1 if last else 1, known_at, files)


def _add_version(
    contract: Contract, job: ReviewJob, number: int, known_at: int, files: Mapping[DocumentFormat, bytes]
) -> None:
    change = open_change(contract, actor=job.user, origin=Origin.FORM, verb="make_review")
    version = ReviewVersion.objects.create(
        review=job.review, number=number, change=change, known_at=known_at, texts_at=job.texts_at
    )
    for format_, content in files.items():
        ReviewFile.objects.create(
            version=version,
            format=format_.value,
            content=content,
            size=len(content),
            sha256=sha256(content).hexdigest(),
        )


def _free() -> QuerySet[ReviewJob]:
    is_free = Q(held_until=None) | Q(held_until__lt=timezone.now())
    return ReviewJob.objects.filter(is_free, state=JobState.RUNNING)


def _held(job: ReviewJob) -> QuerySet[ReviewJob]:
    """Only as long as the caller holds it: a maker that took too long was followed by another."""
    return ReviewJob.objects.filter(pk=job.pk, tries=job.tries, state=JobState.RUNNING)
