"""`manage.py seal_history`: seal at once all that has no seal yet, as after an upgrade of a long history."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from cpg.shared import french
from dashboards.sealing.acts import seal_acts
from dashboards.sealing.events import seal_events


class Command(BaseCommand):
    help = (
        "Scelle tout de suite les actes et les événements sans sceau\u00a0; la tâche planifiée le fait sinon."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        acts, events = seal_acts(sys.maxsize), seal_events(sys.maxsize)
        self.stdout.write(
            f"{french.counted(acts, 'acte', 'actes')} et {french.counted(events, 'événement', 'événements')} scellés."
        )
