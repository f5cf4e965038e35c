"""Making the document of a request, step by step, and keeping it."""

import structlog
from django.db import Error as DatabaseError

from dashboards.documents.composing import document_of
from dashboards.documents.facts import facts_of
from dashboards.documents.odt import odt_bytes
from dashboards.documents.pdf import pdf_bytes
from dashboards.models.review import DocumentFormat, ReviewJob
from dashboards.reviews import requests

log = structlog.get_logger(__name__)


def make(job_pk: int) -> None:
    """Nothing to do where somebody else makes it, or it has ended. The page of the review shows a failure; a
    database that is away leaves the request to be taken up again.
    """
    job = requests.take(job_pk)
    if job is None:
        return
    try:
        _make(job)
    except DatabaseError:
        raise
    except Exception:  # whatever it is, the person must not wait for ever
        log.exception("review_failed", job=job_pk)
        requests.fail(job)


def _make(job: ReviewJob) -> None:
    facts = facts_of(job.review, job.texts_at)
    document = document_of(facts)
    requests.tell(job, 1)
    pdf = pdf_bytes(document)
    requests.tell(job, 2)
    odt = odt_bytes(document)
    requests.tell(job, 3)
    requests.keep(job, {DocumentFormat.PDF: pdf, DocumentFormat.ODT: odt}, facts.scope.known_at)
