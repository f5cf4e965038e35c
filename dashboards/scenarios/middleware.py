"""`?scenario=…` on a page of a contract: the page is made as if what the scenario supposes were recorded."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from dashboards.access import contract_or_404
from dashboards.past.moment import PARAMETER as PAST
from dashboards.scenarios.access import readable_or_404
from dashboards.scenarios.shown import PAGES, PARAMETER, ShownScenario
from dashboards.scenarios.supposing import supposed
from dashboards.scenarios.turns import LONGEST_WAIT, BusyError
from dashboards.shared.kept_links import Page, keep_links

SAFE = ("GET", "HEAD")
ONLY_READ = "Un scénario se lit\u00a0: rien ne s’y saisit, ne s’y valide ni ne s’y décide."
NOT_A_PAGE = "Cette page n’a rien à supposer\u00a0: elle n’existe que hors du scénario."
NO_PAST = "Un scénario suppose la suite de ce qui est connu aujourd’hui, et non d’un état passé."
BUSY = "D’autres scénarios sont calculés en ce moment\u00a0: réessayez dans quelques secondes."
GONE = "Ce scénario n’existe plus, ou n’est plus partagé. Demandez son adresse à qui l’a fait."


class ScenarioMiddleware:
    """The innermost one, as for a past moment: sessions and journals of downloads are written outside of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        # First what costs nothing: most requests suppose nothing, and some never need to know the person.
        key = request.GET.get(PARAMETER)
        if not key or request.path.startswith("/api/") or not isinstance(request.user, User):
            return None
        if request.method not in SAFE:
            return _refused(request, ONLY_READ, 405)
        if PAST in request.GET:
            return _refused(request, NO_PAST, 400)
        if request.resolver_match is None or request.resolver_match.url_name not in PAGES:
            return _refused(request, NOT_A_PAGE, 404)
        contract = contract_or_404(request.user, kwargs["body"], kwargs["contract"])
        try:
            shown = ShownScenario(readable_or_404(contract, request.user, key))
        except Http404:
            return _refused(request, GONE, 404)
        return _shown(request, request.user, shown, lambda: view(request, *args, **kwargs))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Of the scenario's own page."""
        return _busy(request) if isinstance(exception, BusyError) else None


def _shown(
    request: HttpRequest, user: User, shown: ShownScenario, view: Callable[[], HttpResponse]
) -> HttpResponse:
    user.only_looks = True
    try:
        with supposed(shown.scenario) as outcomes:
            shown = replace(shown, refused=sum(bool(each.refusal) for each in outcomes))
            request.scenario = shown  # type: ignore[attr-defined]
            response = view()
            if hasattr(response, "render"):
                response = response.render()
    except BusyError:
        return _busy(request)
    keep_links(response, shown, Page.of(request))
    return response


def _busy(request: HttpRequest) -> HttpResponse:
    response = _refused(request, BUSY, 503)
    response["Retry-After"] = str(LONGEST_WAIT)
    return response


def _refused(request: HttpRequest, why: str, status: int) -> HttpResponse:
    """With the way out of the scenario."""
    return render(request, "scenarios/refused.html", {"why": why}, status=status)
