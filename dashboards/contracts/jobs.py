"""Thin Celery tasks that read documents, on the queue `documents`, and forget old drafts.

In the embedded default a thread of the process reads them, and takes up at its start what a killed one left.
"""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from dashboards.contracts import drafting
from indicators.background import Background, is_sent

reader_thread = Background("reading")


@shared_task
def read_draft(draft_pk: int) -> None:
    drafting.read(draft_pk)


@shared_task
def resume_drafts() -> int:
    """Take up what no worker reads any more, and let go of drafts that nobody has touched for long."""
    for draft_pk in drafting.waiting():
        drafting.read(draft_pk)
    return drafting.forget(timezone.now())


def start_reading(draft_pk: int) -> None:
    """A queue that is away delays it: beat finds it."""
    if settings.JOBS_IN_PROCESS:
        reader_thread.do(resume_drafts)
    else:
        is_sent(read_draft, draft_pk, "documents")


def resume_drafts_at_start() -> None:
    if settings.JOBS_IN_PROCESS:
        reader_thread.do(resume_drafts)
