"""Whether files that people send are read by an antivirus, and whether it answers."""

from collections.abc import Iterator
from time import monotonic

from django.conf import settings

from cpg import health
from cpg.bounded import answer_before
from cpg.operations.doctor.findings import Finding, broken, not_used, notice, well


def look() -> Iterator[Finding]:
    if not settings.ANTIVIRUS_URL:
        state = "Les fichiers envoyés ne passent par aucun antivirus (ANTIVIRUS_URL est vide)."
        if settings.JOBS_IN_PROCESS:
            yield not_used(state)
        else:
            yield notice(state, "Installez ClamAV (clamd), puis écrivez ANTIVIRUS_URL.")
    elif answer_before(monotonic() + health.ANSWER_SECONDS, health.scanner.start()):
        yield well("L’antivirus répond.")
    else:
        yield broken(
            "L’antivirus ne répond pas\u00a0: les fichiers envoyés sont refusés.",
            "Vérifiez que clamd tourne (il lui faut 2 Go de mémoire) et que ANTIVIRUS_URL est bien son adresse.",
        )
