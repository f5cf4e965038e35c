"""Whether style sheets and scripts were collected for this version: without them every page is an error."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from cpg.operations.doctor.findings import Finding, broken, not_used, well

# Written last, by `collectstatic`.
MANIFEST = "staticfiles.json"


def look() -> Iterator[Finding]:
    if settings.WHITENOISE_USE_FINDERS:
        yield not_used("Servis sans être rassemblés.")
        return
    if (Path(settings.STATIC_ROOT) / MANIFEST).is_file():
        yield well(f"Rassemblés dans {settings.STATIC_ROOT}.")
    else:
        yield broken(
            f"Rien n’est rassemblé dans {settings.STATIC_ROOT}\u00a0: les pages sont des erreurs.",
            "Lancez manage.py collectstatic --noinput, et vérifiez STATIC_DIR.",
        )
