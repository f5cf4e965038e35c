"""Scenarios of a person for a contract: list them, begin one, see what it changes, share it or throw it away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from commitments.models import Contract
from dashboards.access import contract_or_404
from dashboards.addresses import contract_url
from dashboards.models.scenario import Scenario
from dashboards.scenarios.access import author_or_403, own_or_404
from dashboards.scenarios.forms import ActForm, TitleForm
from dashboards.scenarios.keeping import begin, drop_step, share, throw_away
from dashboards.scenarios.page import scenario_page
from dashboards.shared.forms import UNREADABLE

ALL_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(ALL_METHODS)
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    person = author_or_403(request, found)
    form = TitleForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        scenario = begin(found, person, form.cleaned_data["titre"])
        messages.success(request, "Scénario commencé\u00a0: dites ce que vous supposez.")
        return redirect(contract_url(found, "scenario", scenario.number))
    context = {
        "contract": found,
        "form": form,
        "scenarios": Scenario.objects.filter(contract=found, owner=person).prefetch_related("steps"),
    }
    return render(request, "scenarios/list.html", context, status=422 if form.errors else 200)


@require_http_methods(ALL_METHODS)
@login_required
def show(request: HttpRequest, body: str, contract: str, number: int) -> HttpResponse:
    """Of its author alone: with its address others read pages, not this one."""
    found = contract_or_404(request.user, body, contract)
    scenario = own_or_404(found, author_or_403(request, found), number)
    if request.method == "POST":
        return _act(request, found, scenario)
    return _page(request, found, scenario)


def _act(request: HttpRequest, contract: Contract, scenario: Scenario) -> HttpResponse:
    form = ActForm(request.POST)
    if not form.is_valid():
        return _page(request, contract, scenario, UNREADABLE, 422)
    act = form.cleaned_data["acte"]
    if act == ActForm.THROW_AWAY:
        throw_away(scenario)
        messages.success(request, f"«\u00a0{scenario.title}\u00a0» est jeté.")
        return redirect(contract_url(contract, "scenarios"))
    if act == ActForm.DROP:
        if drop_step(scenario, form.cleaned_data["hypothese"] or 0):
            messages.success(request, "L’hypothèse est retirée.")
    else:
        share(scenario, is_shared=act == ActForm.SHARE)
        messages.success(request, SHARED if act == ActForm.SHARE else HIDDEN)
    return redirect(contract_url(contract, "scenario", scenario.number))


SHARED = "Le scénario est partagé\u00a0: qui lit ce contrat et reçoit l’adresse le lit aussi."
HIDDEN = "Le scénario est redevenu privé\u00a0: les adresses données ne mènent plus à rien."


def _page(
    request: HttpRequest, contract: Contract, scenario: Scenario, message: str = "", status: int = 200
) -> HttpResponse:
    query = f"?scenario={scenario.key}"
    context = {
        "contract": contract,
        "page": scenario_page(scenario),
        "address": request.build_absolute_uri(f"{contract_url(contract)}{query}"),
        "query": query,
        "message": message,
    }
    return render(request, "scenarios/scenario.html", context, status=status)
