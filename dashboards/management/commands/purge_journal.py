"""`manage.py purge_journal`: what the planned job does each night, under the role that runs the command."""

from typing import Any

from django.core.management.base import BaseCommand

from cpg.shared import french
from dashboards.sealing.purging import purge


class Command(BaseCommand):
    help = "Efface du journal de sécurité ce qui a été gardé assez longtemps, et pose un point de contrôle signé."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{french.counted(purge(), 'événement effacé', 'événements effacés')}.")
