"""The names under which the application is reached, which must agree with each other."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from cpg.operations.doctor.findings import Finding, broken, not_used, notice, well


def look() -> Iterator[Finding]:
    if settings.JOBS_IN_PROCESS:
        yield not_used("Mode embarqué\u00a0: on le joint de cette machine seulement.")
        return
    found = [*_found()]
    yield from found or [well("Noms, formulaires et liens des courriels s’accordent.")]


def _found() -> Iterator[Finding]:
    if "*" in settings.ALLOWED_HOSTS:
        yield broken(
            "ALLOWED_HOSTS accepte tout nom.", "Écrivez les noms sous lesquels l’application est jointe."
        )
    for origin in settings.CSRF_TRUSTED_ORIGINS:
        parts = urlsplit(origin)
        if parts.scheme != "https":
            yield broken(f"CSRF_TRUSTED_ORIGINS contient {origin}, en clair.", "Écrivez-le avec https://.")
        elif not validate_host((parts.hostname or "").replace("*", ""), settings.ALLOWED_HOSTS):
            yield notice(
                f"CSRF_TRUSTED_ORIGINS contient {origin}, qui n’est pas dans ALLOWED_HOSTS.",
                "Ôtez cette adresse, ou ajoutez son nom à ALLOWED_HOSTS.",
            )
    if not validate_host(urlsplit(settings.PUBLIC_URL).hostname or "", settings.ALLOWED_HOSTS):
        yield broken(
            f"Les liens des courriels commencent par {settings.PUBLIC_URL}, que ALLOWED_HOSTS refuse.",
            "Écrivez dans PUBLIC_URL l’adresse par laquelle on joint l’application.",
        )
