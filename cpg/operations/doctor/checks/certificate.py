"""Whether the certificate by which this service talks to the others is there, and lasts."""

from collections.abc import Iterator

from django.conf import settings

from cpg import health, readiness
from cpg.operations.certificates.folders import CERTIFICATE
from cpg.operations.doctor.findings import Finding, broken, not_used, well


def look() -> Iterator[Finding]:
    if not settings.TLS_FILES:
        yield not_used("Ce service n’a pas de certificat (TLS_DIR est vide).")
        return
    found = readiness.certificate(health.certificate_days(settings.TLS_FILES[CERTIFICATE]))
    if found.ok:
        yield well(f"Le certificat de ce service est valable {found.figure}\u00a0jours.")
    else:
        state, _, remedy = found.reason.partition("\u00a0: ")
        yield broken(f"{state}.", f"{remedy[0].upper()}{remedy[1:]}")
