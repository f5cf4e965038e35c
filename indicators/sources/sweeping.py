"""The round over all sources in service: each is read, what arrived is taken, what is wrong or late is told."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone

from accounts.alone import alone
from accounts.clock import localdate
from cpg.shared import french
from cpg.shared.periods import Month
from indicators.dues import to_enter
from indicators.imports.arriving import note
from indicators.models import Indicator, Source, SourceEventKind
from indicators.models.source import LONGEST_TEXT
from indicators.selectors import closed_months, series_by_key
from indicators.sources.arrived import ArrivedFile, SourceTrouble
from indicators.sources.keeping import OWNER_AWAY
from indicators.sources.reading import read_all
from indicators.sources.taking import take

# Any number that no other lock has.
OF_ROUNDS = 7_304_100
log = structlog.get_logger(__name__)
UNEXPECTED = "La lecture s’est arrêtée sur un cas imprévu\u00a0: l’administrateur du serveur en a le journal."


def sweep() -> int:
    """Read every source in service; returns how many files arrived. What fails in one keeps no other from its own.

    One round at a time, however long it lasts: else a source would be read twice at once, and rounds would hold every
    worker.
    """
    with alone(OF_ROUNDS) as is_alone:
        if not is_alone:
            log.info("sources_read_elsewhere")
            return 0
        return sum(sweep_one(pk) for pk in Source.objects.running().values_list("pk", flat=True))


def sweep_one(source_pk: int) -> int:
    source = Source.objects.select_related("connection__body", "contract", "owner").get(pk=source_pk)
    files, trouble = _tried(source_pk, lambda: _files(source))
    arrived = 0
    for file in files or ():
        arrival, wrong = _tried(source_pk, partial(take, source_pk, file))
        arrived, trouble = arrived + (arrival is not None), trouble or wrong
    _write_trouble(source_pk, trouble)
    _tried(source_pk, lambda: _tell_silence(source, localdate()))
    return arrived


def _files(source: Source) -> list[ArrivedFile]:
    if not source.owner.is_active:
        raise SourceTrouble(OWNER_AWAY)
    return read_all(source.connection)


def _tried[T](source_pk: int, act: Callable[[], T]) -> tuple[T | None, str]:
    """What it gives, or why it does not: what fails keeps neither the next file nor the next source from its own."""
    try:
        return act(), ""
    except SourceTrouble as error:
        return None, str(error)
    except Exception:
        log.exception("source_failed", source=source_pk)
        return None, UNEXPECTED


@transaction.atomic
def _write_trouble(source_pk: int, trouble: str) -> None:
    """Told when it begins, changes or ends, not at each round."""
    source = Source.objects.select_for_update().get(pk=source_pk)
    before, now = source.trouble, timezone.now()
    source.trouble = trouble[:LONGEST_TEXT]
    if not trouble:
        source.read_at = now
    source.save(update_fields=["trouble", "read_at"])
    if source.trouble == before:
        return
    if source.trouble:
        note(source, SourceEventKind.FAILED, f"echec/{now.isoformat()}", source.trouble)
    else:
        note(source, SourceEventKind.RECOVERED, f"retour/{now.isoformat()}")


def _tell_silence(source: Source, today: date) -> None:
    """Each month once. What arrived and waits for its owner was told by then."""
    if source.started_at is None or source.arrivals.waiting().exists():
        return
    since = timezone.localtime(source.started_at).date()
    for month, indicators in silent_months(source, today, since).items():
        codes = french.listing([each.code for each in indicators])
        text = f"Rien n’est arrivé de {french.month_name(month.year, month.number)} pour {codes}."
        note(source, SourceEventKind.SILENT, f"silence/{month}", text)


def silent_months(source: Source, today: date, since: date) -> dict[Month, Sequence[Indicator]]:
    """The months that the source should have brought by now, each with its indicators; not those that were late before
    it was there.
    """
    indicators = list(Indicator.objects.filter(sources=source).with_definition())
    due = to_enter(indicators, series_by_key(indicators), closed_months(source.contract, today), today)
    found: dict[Month, list[Indicator]] = defaultdict(list)
    for each in due:
        if since <= source.expected_by(each.month, each.until) < today:
            found[each.month].append(each.indicator)
    return dict(found)
