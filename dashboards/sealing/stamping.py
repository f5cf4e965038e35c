"""Time stamps (RFC 3161) of the heads that closings sign: somebody else says that they existed then."""

from hashlib import sha256
from pathlib import Path
from urllib.request import HTTPRedirectHandler, Request, build_opener

import structlog
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificates
from django.conf import settings
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from accounts.sign_on.legacy import Legacy
from accounts.sign_on.strength import is_legacy
from dashboards.models.seal import Checkpoint, CheckpointStamp
from dashboards.sealing.signing import signed_bytes

log = structlog.get_logger(__name__)
TIMEOUT = 10
LONGEST = 100_000
AT_ONCE = 20


class _NoRedirect(HTTPRedirectHandler):
    """The server of the settings answers itself: urllib then takes a redirect for an error."""

    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = build_opener(_NoRedirect())


def stamp_closings() -> int:
    """Ask for the stamps that closings lack; returns how many came. A server that does not answer is asked again the
    next hour.
    """
    if not settings.STAMP_URL:
        return 0
    lacking = Checkpoint.objects.filter(contract__isnull=False, stamp__isnull=True).order_by("pk")
    count = 0
    for point in lacking[:AT_ONCE]:
        try:
            _stamp(point)
        except (OSError, ValueError, VerificationError) as error:
            log.warning("stamp_failed", checkpoint=point.pk, error=type(error).__name__)
            break
        count += 1
    return count


def _stamp(point: Checkpoint) -> None:
    asked = TimestampRequestBuilder().data(signed_bytes(point)).hash_algorithm(HashAlgorithm.SHA256).build()
    request = Request(  # noqa: S310 - the settings take http and https only
        settings.STAMP_URL, asked.as_bytes(), {"Content-Type": "application/timestamp-query"}
    )
    with _OPENER.open(request, timeout=TIMEOUT) as answer:
        content = answer.read(LONGEST)
    response = decode_timestamp_response(content)
    _verify(point, response, asked.nonce)
    CheckpointStamp.objects.create(checkpoint=point, answer=content, stamped_at=response.tst_info.gen_time)


def is_stamped(stamp: CheckpointStamp) -> bool:
    """By a server whose root is in STAMP_ROOTS, at the time that is stored."""
    try:
        response = decode_timestamp_response(bytes(stamp.answer))
        _verify(stamp.checkpoint, response, None)
    except (ValueError, VerificationError):
        return False
    return bool(response.tst_info.gen_time == stamp.stamped_at)


def _verify(point: Checkpoint, response: TimeStampResponse, nonce: int | None) -> None:
    builder = VerifierBuilder(nonce=nonce)
    for root in load_pem_x509_certificates(Path(settings.STAMP_ROOTS).read_bytes()):
        builder = builder.add_root_certificate(root)
    builder.build().verify(response, sha256(signed_bytes(point)).digest())
    _refuse_weak(response)


def _refuse_weak(response: TimeStampResponse) -> None:
    """A token does not tell apart how an RSA key signed it, and PKCS#1 v1.5 is what servers do with one."""
    if is_legacy(Legacy.STAMPS):
        return
    for content in response.signed_data.certificates:
        certificate = load_der_x509_certificate(content)
        if isinstance(certificate.public_key(), RSAPublicKey) or isinstance(
            certificate.signature_algorithm_parameters, PKCS1v15
        ):
            raise VerificationError("signed with RSA")
