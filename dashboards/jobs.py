"""Celery jobs for mails, alerts, sources, seals of history and the purge of the journal of security."""

import structlog
from celery import shared_task
from django.db import DEFAULT_DB_ALIAS, ProgrammingError, connections

from dashboards.alerts import watch_everything
from dashboards.reminders import planning
from dashboards.sealing.acts import seal_acts
from dashboards.sealing.events import seal_events
from dashboards.sealing.purging import purge
from dashboards.sealing.stamping import stamp_closings
from dashboards.sources import letters
from indicators.sources import sweeping

log = structlog.get_logger(__name__)

# A long history, after an upgrade, is sealed over some minutes: other jobs wait for one round only.
ROUNDS = 20
PURGER = "purge"


@shared_task
def remind() -> int:
    """Post the reminders of this hour; returns how many mails that makes."""
    return planning.remind()


@shared_task
def watch() -> int:
    """Create the alerts of this hour; without anything new it writes nothing."""
    return watch_everything()


@shared_task
def sweep_sources() -> int:
    """Read every source in service, then tell what happened; returns how many files arrived."""
    arrived = sweeping.sweep()
    letters.tell()
    return arrived


@shared_task
def seal() -> int:
    """Seal the acts and events since the last minute; returns how many."""
    return seal_acts(ROUNDS) + seal_events(ROUNDS)


@shared_task
def stamp() -> int:
    """Have the closings stamped that are not yet, where a time stamp server is set; returns how many were."""
    return stamp_closings()


@shared_task
def purge_journal() -> int:
    """Delete what the journal of security kept long enough, as the role that may where there is one."""
    try:
        return purge(PURGER if PURGER in connections.settings else DEFAULT_DB_ALIAS)
    except ProgrammingError:
        # The application’s own role may not: without the other, `manage.py purge_journal` is run as the owner.
        log.warning("purge_needs_its_role")
        return 0
