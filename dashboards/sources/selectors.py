"""Sources of a contract, for its pages: a constant number of queries."""

from collections.abc import Sequence

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from commitments.models import Contract
from indicators.models import ImportState, Indicator, Source, SourceArrival, SourceConnection, SourceEvent

SHOWN = 50


def sources_of(contract: Contract) -> Sequence[Source]:
    """All of them, each with how many of its files wait (`waiting`) and when the last one came (`last`)."""
    return list(
        _with_all(Source.objects.filter(contract=contract))
        .annotate(
            waiting=Count("arrivals", filter=Q(arrivals__job__state=ImportState.LU)),
            last=Max("arrivals__arrived_at"),
        )
        .order_by("ended_at", "name")
    )


def source_of(contract: Contract, pk: int) -> Source | None:
    return _with_all(Source.objects.filter(contract=contract, pk=pk)).first()


def connections_of(contract: Contract) -> Sequence[SourceConnection]:
    of_body = SourceConnection.objects.filter(body=contract.body_id).select_related("body", "written_by")
    return list(of_body.annotate(used=Count("sources", filter=Q(sources__ended_at=None))))


def arrivals_of(source: Source) -> Sequence[SourceArrival]:
    """The latest first, without what they hold, with what happened of each."""
    latest = source.arrivals.select_related("job__user").defer("content", "job__content", "job__report")
    return list(latest.prefetch_related("events")[:SHOWN])


def events_of(source: Source) -> Sequence[SourceEvent]:
    return list(source.events.select_related("actor", "arrival").defer("arrival__content")[:SHOWN])


def _with_all(sources: "QuerySet[Source]") -> "QuerySet[Source]":
    indicators = Prefetch(
        "indicators", queryset=Indicator.objects.with_definition().prefetch_related("assignments")
    )
    return sources.select_related(
        "contract__body", "connection__body", "owner", "trusted_by"
    ).prefetch_related(indicators)
