"""`?etat_au=…` on any reading page: the page is made of the database as it was at that moment."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from commitments.models import Contract
from dashboards.past.moment import PARAMETER, PastMoment, UnknownMomentError, asked_moment
from dashboards.past.pages import READING, WHY_NOT
from dashboards.past.state import shown_at
from dashboards.shared.kept_links import Page, keep_links

SAFE = ("GET", "HEAD")
OTHERS = "Cette page ne montre pas l’état d’un contrat\u00a0: elle n’existe qu’à ce jour."


class PastMiddleware:
    """The innermost one: sessions, journals of downloads and mails are written outside of the past."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        # First what costs nothing: most requests ask for today, and some never need to know the person.
        if request.path.startswith("/api/") or not _is_asked(request) or not isinstance(request.user, User):
            return None
        if request.method not in SAFE:
            return _refused(request, "Un état passé se lit, et ne s’écrit pas.", 405)
        route = request.resolver_match.url_name if request.resolver_match else None
        if route not in READING:
            return _refused(request, WHY_NOT.get(route or "", OTHERS), 404)
        text, user = request.GET[PARAMETER], request.user
        try:
            moment = asked_moment(text, user, _contract(user, kwargs))
        except UnknownMomentError as error:
            return _refused(request, str(error), 400)
        return _shown(request, user, moment, lambda: view(request, *args, **kwargs))


def _is_asked(request: HttpRequest) -> bool:
    if request.GET.get(PARAMETER):
        return True
    return request.method not in SAFE and PARAMETER in request.POST


def _contract(user: User, named: Mapping[str, Any]) -> Contract | None:
    """The one of the address; pages of several have none."""
    if "body" not in named:
        return None
    visible = Contract.objects.all().visible_to(user)
    return visible.filter(body__code=named["body"], code=named["contract"]).first()


def _shown(
    request: HttpRequest, user: User, moment: PastMoment, view: Callable[[], HttpResponse]
) -> HttpResponse:
    request.past = moment  # type: ignore[attr-defined]
    user.only_looks = True
    with shown_at(moment.at, moment.sequences, f"{PARAMETER}={moment.text}"):
        response = view()
        if hasattr(response, "render"):
            response = response.render()
    keep_links(response, moment, Page.of(request))
    return response


def _refused(request: HttpRequest, why: str, status: int) -> HttpResponse:
    """With a form to choose another moment, and the way back to today."""
    return render(request, "past/refused.html", {"why": why}, status=status)
