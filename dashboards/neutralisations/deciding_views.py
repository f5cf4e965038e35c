"""Neutralising many periods, or counting them again: they are shown with the effect, then decided in one act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Origin
from cpg.shared import french
from cpg.shared.periods import Month, months_of_year
from dashboards.access import contract_or_404
from dashboards.addresses import contract_url
from dashboards.neutralisations.acts import acts_of, decisions_of
from dashboards.neutralisations.forms import DecisionForm
from dashboards.neutralisations.page import DecisionPage
from dashboards.neutralisations.periods import judged, periods_of
from dashboards.neutralisations.selection import SelectionForm
from dashboards.shared.forms import UNREADABLE
from dashboards.shared.groups import by_fiche
from indicators.domain import reference_month
from indicators.models import Indicator, NeutralisationRevision
from indicators.recording import REASON_MISSING, MonthStep, check_neutralising, neutralise_many
from indicators.selectors import known

STALE = "décidée entre-temps, par vous ou par une autre personne\u00a0: relisez, puis décidez."


@dataclass(frozen=True, slots=True)
class RefusedStep:
    """A period that was ticked, and why recording refused it."""

    step: MonthStep
    refusal: Refusal

    @property
    def reason(self) -> str:
        return STALE if isinstance(self.refusal, StaleVersion) else self.refusal.message

    @property
    def is_closed(self) -> bool:
        return self.refusal.code == "closed"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks to decide on."""

    contract: Contract
    person: User
    selection: SelectionForm
    decisions: Sequence[NeutralisationRevision]

    @property
    def is_readable(self) -> bool:
        return self.selection.is_asked and self.selection.is_valid()


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def decide(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    """`acte=voir` shows the effect of what is ticked; `acte=enregistrer` writes all of it, or nothing."""
    found = contract_or_404(request.user, body, contract)
    if not isinstance(request.user, User) or not may(request.user, Verb.NEUTRALISE, found):
        raise PermissionDenied
    asked = _asked(found, request.user, request.GET)
    if not asked.is_readable:
        return _page(request, asked, status=422 if asked.selection.errors else 200)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    is_refused = form.is_bound and not form.is_valid()
    page = _read(asked, form)
    if form.is_bound and not is_refused and form.records:
        return _record(request, asked, form, page)
    return _page(request, asked, 422 if is_refused else 200, page=page, form=form)


def _asked(contract: Contract, person: User, query: QueryDict) -> Asked:
    indicators = list(Indicator.objects.filter(contract=contract).with_definition().order_by("position"))
    decisions = decisions_of(contract)
    selection = SelectionForm(query, contract, indicators, acts_of(decisions))
    if selection.is_asked and selection.has_error("acte"):
        raise Http404
    return Asked(contract, person, selection, decisions)


def _read(asked: Asked, form: DecisionForm) -> DecisionPage:
    """Seven queries: what the months hold, and what would be refused."""
    selection = asked.selection
    facts = known(selection.listed)
    periods = periods_of(selection, asked.decisions, facts)
    steps = [MonthStep(each.indicator, each.month, each.version) for each in periods]
    refusals: Mapping[int, Refusal] = {}
    try:
        check_neutralising(asked.contract, steps, is_neutralised=selection.is_neutralised, actor=asked.person)
    except Refusal as refusal:
        refusals = refusal.by_place
    return DecisionPage(selection, judged(periods, refusals, form.ticked, selection.act), facts)


def _record(request: HttpRequest, asked: Asked, form: DecisionForm, page: DecisionPage) -> HttpResponse:
    steps = _steps(asked, form)
    form.require(has_held_back=bool(page.held_back), no_reason=REASON_MISSING)
    if form.errors:
        return _page(request, asked, 422, page=page, form=form)
    is_neutralised = asked.selection.is_neutralised
    try:
        written = neutralise_many(
            contract=asked.contract,
            steps=steps,
            is_neutralised=is_neutralised,
            reason=form.cleaned_data["motif"],
            actor=asked.person,
            origin=Origin.FORM,
        )
    except Refusal as refusal:
        refused = [RefusedStep(steps[rank], each) for rank, each in refusal.by_place.items()]
        status = 409 if any(isinstance(each.refusal, StaleVersion) for each in refused) else 422
        # What changed in between is read again.
        anew = _asked(asked.contract, asked.person, request.GET)
        return _page(request, anew, status, page=_read(anew, form), form=form, refused=refused)
    messages.success(request, _done(steps, is_neutralised=is_neutralised))
    return redirect(f"{contract_url(asked.contract, 'neutralisations')}#acte-{written[0].change.sequence}")


def _steps(asked: Asked, form: DecisionForm) -> list[MonthStep]:
    by_code = {each.code: each for each in asked.selection.listed}
    ticked = form.cleaned_data["periode"]
    if any(code not in by_code for code, _, _ in ticked):
        form.add_error("periode", UNREADABLE)
        return []
    return [MonthStep(by_code[code], month, version) for code, month, version in ticked]


def _done(steps: Sequence[MonthStep], *, is_neutralised: bool) -> str:
    names = list(dict.fromkeys(step.indicator.short_label for step in steps))
    count = len(steps)
    words = french.sentence(french.count_word(count, feminine=True))
    verb = (
        french.plural(count, "période est neutralisée", "périodes sont neutralisées")
        if is_neutralised
        else french.plural(count, "période compte de nouveau", "périodes comptent de nouveau")
    )
    return f"{words} {verb} pour {french.listing(names)}\u00a0: les chiffres sont recalculés."


def _page(
    request: HttpRequest,
    asked: Asked,
    status: int = 200,
    *,
    page: DecisionPage | None = None,
    form: DecisionForm | None = None,
    refused: Sequence[RefusedStep] = (),
) -> HttpResponse:
    contract = asked.contract
    context = {
        "contract": contract,
        "title": page.title if page else "Neutraliser des périodes",
        "selection": asked.selection,
        "page": page,
        "form": form,
        "refused": refused,
        "is_refused": bool(asked.selection.errors or refused or (form and form.errors)),
        "years": [(year, months_of_year(year)) for year in contract.years],
        "fiches": by_fiche(asked.selection.listed),
        "proposed": _reference_month(contract),
    }
    return render(request, "neutralisations/decide.html", context, status=status)


def _reference_month(contract: Contract) -> Month:
    return reference_month(localdate(), contract.entry_delay_days, contract.first_year, contract.last_year)
