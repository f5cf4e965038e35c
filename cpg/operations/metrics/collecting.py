"""The metrics as Prometheus reads them. What does not answer is left out, and said by `cpg_source_up`."""

from collections.abc import Iterator
from time import monotonic

from django.conf import settings
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from cpg.bounded import Bounded, answer_before
from cpg.operations.metrics import waiting

# Prometheus waits ten seconds by default.
ANSWER_SECONDS = 3
COUNTER = "_total"
FAMILIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "cpg_pending_recomputes": ("Séries dont le calcul attend.", ()),
    "cpg_pending_oldest_seconds": ("Âge du plus ancien calcul en attente.", ()),
    "cpg_worker_heartbeat_age_seconds": ("Âge du dernier signe de vie d’une file.", ("queue",)),
    "cpg_queue_length": ("Travaux qui attendent dans une file.", ("queue",)),
    "cpg_jobs_total": ("Travaux terminés.", ("queue", "job", "outcome")),
    "cpg_job_seconds_total": ("Temps passé à ces travaux.", ("queue", "job")),
    "cpg_mails_waiting": ("Courriels qui attendent leur envoi.", ()),
    "cpg_mails_oldest_seconds": ("Âge du plus ancien courriel en attente.", ()),
    "cpg_mails_given_up": ("Courriels abandonnés.", ()),
    "cpg_webhooks_waiting": ("Appels sortants qui attendent leur envoi.", ()),
    "cpg_webhooks_off": ("Adresses d’appels sortants arrêtées après des échecs.", ()),
    "cpg_closings": ("Clôtures de trimestres, nouvelles versions comprises.", ()),
    "cpg_last_closing_timestamp_seconds": ("Moment de la dernière clôture.", ()),
    "cpg_disk_free_bytes": ("Place qui reste sur le disque des preuves.", ()),
    "cpg_backup_age_seconds": ("Âge de la dernière archive.", ()),
}


class WhatWaits(Collector):
    """Asked at each scrape, for a limited time, on a thread that waits for nobody else: no page is slower for it."""

    def __init__(self) -> None:
        self._sources = {"database": Bounded(waiting.of_the_database), "disk": Bounded(waiting.of_disks)}
        if not settings.JOBS_IN_PROCESS:
            self._sources["redis"] = Bounded(waiting.of_redis)

    def collect(self) -> Iterator[Metric]:
        deadline = monotonic() + ANSWER_SECONDS
        asked = {name: source.start() for name, source in self._sources.items()}
        up = GaugeMetricFamily("cpg_source_up", "Si cette source a répondu.", labels=["source"])
        families: dict[str, Metric] = {}
        for name, future in asked.items():
            found = answer_before(deadline, future)
            up.add_metric([name], int(found is not None))
            for measure in found or []:
                family = families.setdefault(measure.name, _family(measure.name))
                family.add_metric(measure.labels, measure.figure)  # type: ignore[attr-defined]
        yield up
        yield from families.values()


def _family(name: str) -> Metric:
    text, labels = FAMILIES[name]
    if name.endswith(COUNTER):
        return CounterMetricFamily(name.removesuffix(COUNTER), text, labels=labels)
    return GaugeMetricFamily(name, text, labels=labels)
