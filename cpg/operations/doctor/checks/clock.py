"""Whether this machine and the database's read the same time: what happened first is told by clocks."""

from collections.abc import Iterator

from django.db import connection
from django.utils import timezone

from cpg.operations.doctor.findings import Finding, broken, not_used, well

MOST_SECONDS = 5


def look() -> Iterator[Finding]:
    if connection.vendor != "postgresql":
        yield not_used("La base est un fichier de cette machine\u00a0: une seule horloge.")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        ((theirs,),) = cursor.fetchall()
    apart = abs(int((timezone.now() - theirs).total_seconds()))
    if apart > MOST_SECONDS:
        yield broken(
            f"Cette machine et celle de PostgreSQL diffèrent de {apart}\u00a0s.",
            "Mettez les deux à l’heure (chrony)\u00a0: l’historique et les codes de connexion s’y fient.",
        )
    else:
        yield well("Cette machine et celle de PostgreSQL sont à la même heure.")
