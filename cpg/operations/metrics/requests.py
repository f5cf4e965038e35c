"""Counters of requests: each web process adds to a file of its own, and the server of metrics sums them up."""

from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram

# Of this application alone. The files are summed up by another registry.
REGISTRY = CollectorRegistry()
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "autre"
SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

answered = Counter(
    "cpg_requests",
    "Demandes auxquelles l’application a répondu.",
    ("route", "method", "status"),
    registry=REGISTRY,
)
duration = Histogram(
    "cpg_request_seconds", "Durée d’une réponse.", ("route",), buckets=SECONDS, registry=REGISTRY
)


class RequestMetrics:
    """Count pages and the API by the name of their route: never an address, which may name a person or be anything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.METRICS_PORT:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = perf_counter()
        response = self.get_response(request)
        route = _route(request)
        duration.labels(route).observe(perf_counter() - started)
        method = request.method if request.method in METHODS else OTHER
        answered.labels(route, method, f"{response.status_code // 100}xx").inc()
        return response


def _route(request: HttpRequest) -> str:
    """One of the names of the URL configuration; every unknown address has the same one."""
    match = request.resolver_match
    return (match.view_name if match else None) or OTHER
