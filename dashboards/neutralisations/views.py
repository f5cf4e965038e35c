"""Neutralisations: the list, and deciding on one month for one or several indicators, or withdrawing that."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Fiche, Origin
from cpg.shared import french
from cpg.shared.periods import Month, months_of_year
from dashboards.access import contract_or_404
from dashboards.addresses import contract_url
from dashboards.neutralisations.effect import effect_context
from dashboards.neutralisations.forms import FormButton, NeutralisingForm
from dashboards.neutralisations.places import NeutralisedPlace, neutralised_places
from dashboards.shared.groups import by_fiche
from indicators.access import month_in_contract_or_404
from indicators.domain import is_due_by_calendar, reference_month
from indicators.models import Indicator
from indicators.recording import MonthStep, check_neutralising, neutralise_many

NOTHING_TICKED = "Cochez au moins un indicateur."
STALE = "Une autre personne a décidé de ce mois entre-temps\u00a0: relisez, puis décidez."


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    """`?mois=2025-03&indicateur=R1`: the month to neutralise, and indicators already ticked."""
    found = contract_or_404(request.user, body, contract)
    user = request.user
    may_decide = isinstance(user, User) and may(user, Verb.NEUTRALISE, found)
    if request.method != "POST":
        if not may_decide or not request.GET.get("mois"):
            return _page(request, found, may_decide=may_decide)
        month = month_in_contract_or_404(found, request.GET["mois"])
        indicators = _indicators(found)
        form = NeutralisingForm(month, indicators, codes=request.GET.getlist("indicateur"))
        return _page(request, found, form, indicators)
    if not isinstance(user, User) or not may_decide:
        raise PermissionDenied
    return _decide(request, found, user)


def _decide(request: HttpRequest, contract: Contract, user: User) -> HttpResponse:
    month = month_in_contract_or_404(contract, request.POST.get("mois", ""))
    indicators = _indicators(contract)
    form = NeutralisingForm(month, indicators, request.POST)
    if not form.is_valid():
        return _refused(request, contract, form, indicators, [Refusal(form.refusal)])
    given = form.cleaned_data
    steps = [MonthStep(indicator, month, version) for indicator, version in given["indicateur"]]
    if not steps:
        return _refused(request, contract, form, indicators, [Refusal(NOTHING_TICKED)])
    try:
        if given["acte"] == FormButton.SEE:
            check_neutralising(contract, steps, is_neutralised=form.is_neutralised, actor=user)
            return _page(request, contract, form, indicators, **effect_context(indicators, form))
        neutralise_many(
            contract=contract,
            steps=steps,
            is_neutralised=form.is_neutralised,
            reason=given["motif"],
            actor=user,
            origin=Origin.FORM,
        )
    except Refusal as refusal:
        return _refused(request, contract, form, indicators, list(refusal.by_place.values()) or [refusal])
    messages.success(request, _done(steps, is_neutralised=form.is_neutralised))
    return redirect(f"{contract_url(contract, 'neutralisations')}#{steps[0].indicator.code}-{month}")


def _refused(
    request: HttpRequest,
    contract: Contract,
    form: NeutralisingForm,
    indicators: Sequence[Indicator],
    refusals: Sequence[Refusal],
) -> HttpResponse:
    """Each reason once; several indicators are often refused for the same one."""
    is_stale = any(isinstance(each, StaleVersion) for each in refusals)
    reasons = dict.fromkeys(STALE if isinstance(each, StaleVersion) else each.message for each in refusals)
    is_closed = any(each.code == "closed" for each in refusals)
    status = 409 if is_stale else 422
    return _page(request, contract, form, indicators, status, refusals=list(reasons), is_closed=is_closed)


def _done(steps: Sequence[MonthStep], *, is_neutralised: bool) -> str:
    month = steps[0].month
    codes = french.listing([step.indicator.code for step in steps])
    name = french.sentence(french.month_name(month.year, month.number))
    verb = "est neutralisé" if is_neutralised else "n’est plus neutralisé"
    return f"{name} {verb} pour {codes}\u00a0: les chiffres sont recalculés."


def _indicators(contract: Contract) -> list[Indicator]:
    return list(Indicator.objects.filter(contract=contract).with_definition().order_by("position"))


def _page(
    request: HttpRequest,
    contract: Contract,
    form: NeutralisingForm | None = None,
    indicators: Sequence[Indicator] = (),
    status: int = 200,
    *,
    may_decide: bool = True,
    **outcome: Any,
) -> HttpResponse:
    """`outcome` is why a decision was refused, or what it would do. The indicators are those of the contract."""
    places = neutralised_places(contract)
    standing = [place for place in places if place.is_neutralised]
    choices = _choices(form, places, indicators) if form else []
    context = {
        "contract": contract,
        "may_decide": may_decide,
        "form": form,
        "finding": _finding(len(standing)),
        "standing": standing,
        "withdrawn": [place for place in places if not place.is_neutralised],
        "to_withdraw": _to_withdraw(form, standing),
        "years": [(year, months_of_year(year)) for year in contract.years],
        "proposed": form.month if form else _reference_month(contract),
        "choices": choices,
        "can_choose": any(
            not place or not place.is_neutralised for _, listed in choices for _, place in listed
        ),
        "not_due": _not_due(form, indicators) if form else [],
    } | outcome
    return render(request, "neutralisations/page.html", context, status=status)


def _to_withdraw(
    form: NeutralisingForm | None, standing: Sequence[NeutralisedPlace]
) -> list[NeutralisedPlace]:
    """The neutralisations that the form is about to withdraw."""
    if form is None or form.is_neutralised:
        return []
    return [each for each in standing if each.month == form.month and each.indicator.code in form.codes]


def _choices(
    form: NeutralisingForm, places: Sequence[NeutralisedPlace], indicators: Sequence[Indicator]
) -> list[tuple[Fiche, list[tuple[Indicator, NeutralisedPlace | None]]]]:
    """The indicators that expect a value in the month, by fiche, with what was decided of that month before."""
    decided = {place.indicator.pk: place for place in places if place.month == form.month}
    due = [each for each in indicators if is_due_by_calendar(each.definition, each.first_year, form.month)]
    return [(fiche, [(each, decided.get(each.pk)) for each in listed]) for fiche, listed in by_fiche(due)]


def _not_due(form: NeutralisingForm, indicators: Sequence[Indicator]) -> list[str]:
    """The indicators that were asked for and expect nothing in the month."""
    asked = [each for each in indicators if each.code in form.codes]
    return [
        each.code for each in asked if not is_due_by_calendar(each.definition, each.first_year, form.month)
    ]


def _reference_month(contract: Contract) -> Month:
    return reference_month(localdate(), contract.entry_delay_days, contract.first_year, contract.last_year)


def _finding(count: int) -> str:
    if not count:
        return "Aucune période n’est neutralisée"
    verb = french.plural(count, "période est neutralisée", "périodes sont neutralisées")
    return french.sentence(f"{french.count_word(count, feminine=True)} {verb}")
