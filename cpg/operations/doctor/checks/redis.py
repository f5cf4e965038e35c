"""Whether Redis, which holds the queues, answers."""

from collections.abc import Iterator
from time import monotonic

from django.conf import settings

from cpg import health
from cpg.bounded import answer_before
from cpg.operations.doctor.findings import Finding, broken, not_used, well


def look() -> Iterator[Finding]:
    if settings.JOBS_IN_PROCESS:
        yield not_used("Les calculs se font dans le processus\u00a0: pas de Redis.")
    elif answer_before(monotonic() + health.ANSWER_SECONDS, health.broker.start()) is None:
        yield broken(
            "Redis ne répond pas\u00a0: les saisies sont gardées, leurs calculs attendent.",
            "Vérifiez que Redis tourne et est joignable d’ici, puis REDIS_URL et REDIS_PASSWORD.",
        )
    else:
        yield well("Redis répond.")
