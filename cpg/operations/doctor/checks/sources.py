"""Whether the folders of sources are there to be read, their secrets are found, and sources in service are read."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from cpg.operations.doctor.findings import Finding, broken, not_used, notice, well
from indicators.models import Source, SourceConnection
from indicators.sources.arrived import SourceTrouble
from indicators.sources.secrets import secret_of


def look() -> Iterator[Finding]:
    """Without naming the connections: their page does, to those who may know."""
    away = [each for each in settings.SOURCES_FOLDERS if not os.access(Path(each), os.R_OK | os.X_OK)]
    running = Source.objects.running()
    failing = running.exclude(trouble="").count()
    lacking = _lacking()
    if away:
        yield broken(
            f"Dossiers de SOURCES_FOLDERS qui ne se lisent pas\u00a0: {', '.join(away)}.",
            "Montez le partage, ou corrigez SOURCES_FOLDERS et les droits du compte de l’application.",
        )
    if lacking:
        yield notice(
            f"Secrets de sources introuvables\u00a0: {', '.join(lacking)}.",
            "Posez la variable ou le fichier (docs/sources.md), puis redémarrez.",
        )
    if failing:
        yield notice(
            f"Sources en échec\u00a0: {failing} sur {running.count()}.",
            "La page Sources de chaque contrat dit pourquoi\u00a0; leurs responsables sont prévenus.",
        )
    if not (away or lacking or failing):
        yield well("Les sources se lisent.") if running.exists() else not_used("Aucune source en service.")


def _lacking() -> list[str]:
    """The references, which say where a secret should be and nothing of it."""
    used = SourceConnection.objects.filter(sources__in=Source.objects.running()).exclude(reference="")
    found = set()
    for each in used.select_related("body").distinct():
        try:
            secret_of(each.reference, each.body.code)
        except SourceTrouble:
            found.add(each.reference)
    return sorted(found)
