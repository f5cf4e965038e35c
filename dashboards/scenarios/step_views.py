"""Add a step to a scenario: values of months to come, an avenant in preparation, periods neutralised."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from commitments.ledger.refusals import Refusal
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import months_of_year
from dashboards.access import contract_or_404
from dashboards.addresses import contract_url
from dashboards.models.scenario import Scenario, StepKind
from dashboards.neutralisations.selection import SelectionForm
from dashboards.scenarios.access import author_or_403, own_or_404
from dashboards.scenarios.forms import YearForm
from dashboards.scenarios.keeping import add_step
from dashboards.scenarios.steps import NO_PERIOD
from dashboards.scenarios.values_form import ValuesForm
from dashboards.scenarios.views import ALL_METHODS
from dashboards.scenarios.words import avenant_label, neutralisation_label, values_label
from dashboards.shared.groups import by_fiche
from dashboards.shared.period import period_of
from dashboards.targets.forms import AvenantForm
from dashboards.targets.preview import preview_of
from dashboards.targets.signed import signed_targets
from indicators.models import Indicator

KEEP = "enregistrer"
ADDED = "Hypothèse ajoutée\u00a0: voici ce que le scénario changerait."


@require_http_methods(ALL_METHODS)
@login_required
def values(request: HttpRequest, body: str, contract: str, number: int) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    scenario = own_or_404(found, author_or_403(request, found), number)
    asked = YearForm(request.POST or request.GET).asked
    year = asked["annee"] if asked["annee"] in found.years else period_of(found, QueryDict()).month.year
    if request.method != "POST":
        return _values_page(request, scenario, ValuesForm(found, year, at_pace=bool(asked["rythme"])))
    form = ValuesForm(found, year, request.POST)
    if message := form.message:
        form.point_to_first(message)
        return _values_page(request, scenario, form, message, 422)
    label = values_label(year, [line.indicator for line in form.lines if line.facts])
    return _added(request, scenario, StepKind.VALUES, label) or (
        _values_page(request, scenario, form, "", 422)
    )


@require_http_methods(ALL_METHODS)
@login_required
def avenant(request: HttpRequest, body: str, contract: str, number: int) -> HttpResponse:
    """The form of an avenant: `suite=voir` shows its effect, `suite=enregistrer` adds it to the scenario."""
    found = contract_or_404(request.user, body, contract)
    scenario = own_or_404(found, author_or_403(request, found), number)
    signed = signed_targets(found)
    form = AvenantForm(signed, request.POST if request.method == "POST" else None)
    message = form.message if form.is_bound else ""
    if form.is_valid() and request.POST.get("suite") == KEEP:
        given = form.cleaned_data
        label = avenant_label(given["libelle"], french.day(given["effet"]))
        added = _added(request, scenario, StepKind.AVENANT, label)
        if added:
            return added
    context = {
        "contract": found,
        "scenario": scenario,
        "avenant": form,
        "preview": preview_of(form) if form.is_valid() else None,
        "message": message,
        "number": signed.next_number,
        "days": signed.days_to_sign,
        "keep": KEEP,
    }
    return render(request, "scenarios/avenant.html", context, status=422 if message else 200)


@require_http_methods(ALL_METHODS)
@login_required
def neutralisation(request: HttpRequest, body: str, contract: str, number: int) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    scenario = own_or_404(found, author_or_403(request, found), number)
    indicators = list(Indicator.objects.filter(contract=found).with_definition().order_by("position"))
    sent = request.POST if request.method == "POST" else QueryDict()
    form = SelectionForm(sent, found, indicators, ())
    if request.method != "POST":
        return _selection_page(request, scenario, form, indicators)
    if not form.is_bound or not form.is_valid():
        return _selection_page(request, scenario, form, indicators, "Complétez ce choix.")
    if not form.places:
        return _selection_page(request, scenario, form, indicators, NO_PERIOD)
    label = neutralisation_label(list(form.months), form.chosen)
    return _added(request, scenario, StepKind.NEUTRALISATION, label) or _selection_page(
        request, scenario, form, indicators
    )


def _added(request: HttpRequest, scenario: Scenario, kind: StepKind, label: str) -> HttpResponse | None:
    """Back to the scenario; None, with a message, where it is full."""
    try:
        add_step(scenario, kind, label, request.POST)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return None
    messages.success(request, ADDED)
    return redirect(contract_url(scenario.contract, "scenario", scenario.number))


def _values_page(
    request: HttpRequest, scenario: Scenario, form: ValuesForm, message: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "contract": scenario.contract,
        "scenario": scenario,
        "form": form,
        "fiches": _by_fiche(form),
        "message": message,
    }
    return render(request, "scenarios/values.html", context, status=status)


def _by_fiche(form: ValuesForm) -> list[tuple[object, list[object]]]:
    lines = {line.indicator.pk: line for line in form.lines}
    groups = by_fiche([line.indicator for line in form.lines])
    return [(fiche, [lines[each.pk] for each in listed]) for fiche, listed in groups]


def _selection_page(
    request: HttpRequest,
    scenario: Scenario,
    form: SelectionForm,
    indicators: Sequence[Indicator],
    message: str = "",
) -> HttpResponse:
    contract: Contract = scenario.contract
    context = {
        "contract": contract,
        "scenario": scenario,
        "selection": form,
        "years": [(year, months_of_year(year)) for year in contract.years],
        "proposed": period_of(contract, QueryDict()).month,
        "fiches": by_fiche(indicators),
        "message": message,
    }
    return render(request, "scenarios/neutralisation.html", context, status=422 if message else 200)
