"""Answer with the file of a proof: the very bytes that were attached, never shown by the browser itself."""

import hashlib

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from commitments.ledger.files.kinds import content_type_of
from commitments.ledger.files.store import content_of
from commitments.models import AttachedProof

log = structlog.get_logger(__name__)

POLICY = "default-src 'none'; sandbox"


def attachment(request: HttpRequest, proof: AttachedProof) -> HttpResponse:
    """The file as a download. A link and what was withdrawn are a 404. What is gone from the disk, or has changed
    there, is named and logged: its bytes would prove something else.
    """
    if not proof.stored_as or proof.is_withdrawn:
        raise Http404
    try:
        content = content_of(proof.stored_as)
    except OSError as error:
        log.error("evidence_missing", evidence=proof.pk, reason=error.strerror)
        return render(request, "proofs/altered.html", {"proof": proof, "is_gone": True}, status=409)
    if hashlib.sha256(content).hexdigest() != proof.sha256:
        log.error("evidence_altered", evidence=proof.pk)
        return render(request, "proofs/altered.html", {"proof": proof, "is_gone": False}, status=409)
    return download(content, proof.content_type, proof.name)


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type_of(content, content_type))
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response
