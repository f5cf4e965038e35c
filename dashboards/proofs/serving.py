"""Answer with the file of a proof: the very bytes that were attached, never shown by the browser itself."""

import hashlib

import structlog
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from commitments.ledger.files.store import content_of
from commitments.models import AttachedProof

log = structlog.get_logger(__name__)

POLICY = "default-src 'none'; sandbox"


def attachment(proof: AttachedProof) -> HttpResponse:
    """The file as a download. A link, what was withdrawn, what is gone and what is not the same any more are a 404;
    the last two are logged.
    """
    if not proof.stored_as or proof.is_withdrawn:
        raise Http404
    try:
        content = content_of(proof.stored_as)
    except OSError as error:
        log.exception("evidence_missing", evidence=proof.pk)
        raise Http404 from error
    if hashlib.sha256(content).hexdigest() != proof.sha256:
        log.error("evidence_altered", evidence=proof.pk)
        raise Http404
    response = HttpResponse(content, content_type=proof.content_type)
    response["Content-Disposition"] = content_disposition_header(True, proof.name) or "attachment"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response
