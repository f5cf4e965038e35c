"""Dated decisions: the list, and each kind of decision, shown with its effect before it is recorded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Origin
from cpg.shared import french
from dashboards.access import contract_or_404
from dashboards.addresses import contract_url
from dashboards.decisions.forms import BaseForm, CreditForm, DecisionForm, ProfileForm, WeightsForm
from dashboards.decisions.page import (
    EQUAL,
    decision_lines,
    months_of_profile,
    other_bases,
    takes_base,
    takes_profile,
)
from dashboards.shared.decided import DecisionEffect, closed_after, effect_of, series_by_code
from indicators.access import indicator_or_404
from indicators.domain.deciding import in_percent, next_version, seasonal_shares, with_profile
from indicators.domain.model import Series
from indicators.models import Indicator, TargetVersion
from indicators.recording import decide_profile, decide_weights, set_base_values, set_credit
from indicators.versions import label_after, weights_label

SIGN = "enregistrer"
STALE = "Une autre décision a été enregistrée entre-temps\u00a0: relisez ce qui est en vigueur, puis décidez."
NOT_SHOWN = "Ce que vous envoyez n’est pas ce qui vous a été montré\u00a0: relisez, puis enregistrez."
ALL_METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Decision[Form: DecisionForm]:
    """One kind of decision. `see` computes its effect, `record` writes it and returns what to tell the person."""

    contract: Contract
    kind: str
    title: str
    form: Callable[[Mapping[str, str] | None], Form]
    see: Callable[[Form], Mapping[str, Any]]
    record: Callable[[Form, User], str]
    context: Mapping[str, Any] = field(default_factory=dict)


@require_safe
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    indicators = _indicators(found)
    lines = decision_lines(found)
    context = {
        "contract": found,
        "lines": lines,
        "finding": _finding(len(lines)),
        "may_decide": _may_decide(request, found),
        "profiled": [each for each in indicators if takes_profile(each)],
        "based": [each for each in indicators if takes_base(each)],
        "year": min(max(localdate().year, found.first_year), found.last_year),
    }
    return render(request, "decisions/page.html", context)


@require_http_methods(ALL_METHODS)
@login_required
def weights(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    indicators = _indicators(found)
    versions = list(TargetVersion.objects.filter(contract=found).order_by("number"))

    def see(form: WeightsForm) -> Mapping[str, Any]:
        before = series_by_code(indicators)
        decided = {
            code: _weighted(before[code], form.effect, weight) for code, weight in form.changed.items()
        }
        return _seen(effect_of(indicators, before, decided), found, form.effect)

    def record(form: WeightsForm, user: User) -> str:
        decide_weights(
            contract=found, effective_from=form.effect, weights=form.changed, expected_number=form.current,
            reason=form.cleaned_data["motif"], actor=user, origin=Origin.FORM,
        )  # fmt: skip
        return f"Les poids sont décidés à effet du {french.day(form.effect)}."

    decision = Decision(
        found, "weights", "Décider des poids", lambda data: WeightsForm(found, indicators, versions, data), see, record
    )  # fmt: skip
    return _handle(request, decision)


@require_http_methods(ALL_METHODS)
@login_required
def profile(request: HttpRequest, body: str, contract: str, code: str, year: int) -> HttpResponse:
    indicator = indicator_or_404(request.user, body, contract, code)
    found = indicator.contract
    if not takes_profile(indicator) or year not in found.years:
        raise Http404
    standing = indicator.profiles.filter(year=year).order_by("version").last()
    indicators = _indicators(found)
    before = series_by_code(indicators)
    own = before[indicator.code]
    in_force = own.profiles.get(year)
    past = seasonal_shares(own, year)

    def form(data: Mapping[str, str] | None) -> ProfileForm:
        shown = in_percent(past or in_force or EQUAL)
        return ProfileForm(shown, standing.version if standing else 0, in_force, data)

    def see(form: ProfileForm) -> Mapping[str, Any]:
        decided = {indicator.code: with_profile(own, year, form.decided)}
        return _seen(effect_of(indicators, before, decided), found, date(year, 1, 1))

    def record(form: ProfileForm, user: User) -> str:
        decide_profile(
            indicator=indicator, year=year, weights=form.decided, expected_version=form.current,
            reason=form.cleaned_data["motif"], actor=user, origin=Origin.FORM,
        )  # fmt: skip
        done = "est levé" if form.decided is None else "est décidé"
        return (
            f"{indicator.short_name}\u00a0: le profil mensuel de {year} {done}, les chiffres sont recalculés."
        )

    title = f"Profil mensuel de {year}, {indicator.short_name}"
    more = {"indicator": indicator, "year": year, "in_force": in_force, "past": past}
    return _handle(request, Decision(found, "profile", title, form, see, record, more))


@require_http_methods(ALL_METHODS)
@login_required
def base(request: HttpRequest, body: str, contract: str, code: str) -> HttpResponse:
    indicator = indicator_or_404(request.user, body, contract, code)
    if not takes_base(indicator):
        raise Http404
    series = series_by_code([indicator])[indicator.code]
    held = indicator.current_base.values if indicator.current_base else ()

    def see(form: BaseForm) -> Mapping[str, Any]:
        return {"others_then": other_bases(indicator, series, form.decided), "is_without_effect": True}

    def record(form: BaseForm, user: User) -> str:
        set_base_values(
            indicator=indicator, values=form.decided, expected_version=form.current,
            reason=form.cleaned_data["motif"], actor=user, origin=Origin.FORM,
        )  # fmt: skip
        saved = f"{indicator.short_name}\u00a0: l’année de référence est enregistrée"
        return f"{saved}, un mois se saisit par son seul numérateur."

    more = {"indicator": indicator, "others": other_bases(indicator, series, held) if held else []}
    title = f"Valeurs de l’année de référence, {indicator.short_name}"
    decision = Decision(
        indicator.contract, "base", title, lambda data: BaseForm(indicator, data), see, record, more
    )
    return _handle(request, decision)


@require_http_methods(ALL_METHODS)
@login_required
def credit(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    latest = found.credit_revisions.order_by("version").last()

    def see(form: CreditForm) -> Mapping[str, Any]:
        indicators = _indicators(found)
        before = series_by_code(indicators)
        decided = {
            code: replace(series, definition=replace(series.definition, credit=form.decided))
            for code, series in before.items()
        }
        return _seen(effect_of(indicators, before, decided), found, date(found.first_year, 1, 1))

    def record(form: CreditForm, user: User) -> str:
        set_credit(
            contract=found, credit=form.decided, reason=form.cleaned_data["motif"],
            expected_version=form.current, actor=user, origin=Origin.FORM,
        )  # fmt: skip
        return f"Le score au seuil est de {french.trimmed(form.decided)}\u00a0%\u00a0: les chiffres sont recalculés."

    current = latest.version if latest else 0
    decision = Decision(
        found, "credit", "Décider du score au seuil", lambda data: CreditForm(found, current, data), see, record
    )  # fmt: skip
    return _handle(request, decision)


def _handle[Form: DecisionForm](request: HttpRequest, decision: Decision[Form]) -> HttpResponse:
    """Show the form, what it would change, or why not; record only what was shown."""
    if not isinstance(request.user, User) or not may(request.user, Verb.AMEND, decision.contract):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, decision, decision.form(None))
    form = decision.form(request.POST)
    is_to_record = request.POST.get("suite") == SIGN
    message, status = _objection(form, is_to_record=is_to_record)
    if message or not is_to_record:
        return _page(request, decision, form, message, status)
    try:
        messages.success(request, decision.record(form, request.user))
    except StaleVersion:
        return _page(request, decision, form, STALE, 409)
    except Refusal as refusal:
        return _page(request, decision, form, refusal.message, 422)
    return redirect(contract_url(decision.contract, "decisions"))


def _objection(form: DecisionForm, *, is_to_record: bool) -> tuple[str, int]:
    """Why the form is shown again, "" for no reason, with the status of the answer."""
    if form.is_stale:
        return STALE, 409
    if form.message:
        return form.message, 422
    if is_to_record and not form.was_shown:
        return NOT_SHOWN, 409
    return "", 200


def _page[Form: DecisionForm](
    request: HttpRequest, decision: Decision[Form], form: Form, message: str = "", status: int = 200
) -> HttpResponse:
    is_shown = form.is_bound and not form.message and message != STALE
    context = {
        **decision.context,
        **(decision.see(form) if is_shown else {}),
        "contract": decision.contract,
        "kind": decision.kind,
        "title": decision.title,
        "form": form,
        "version": form.current,
        "is_shown": is_shown,
        "message": message,
        "sign": SIGN,
    }
    if isinstance(form, ProfileForm):
        in_force: tuple[Fraction, ...] = decision.context["in_force"] or EQUAL
        context["months"] = months_of_profile(form.rows, in_force, decision.context["past"])
    return render(request, "decisions/decide.html", context, status=status)


def _weighted(series: Series, effective_from: date, weight: Any) -> Series:
    last = series.versions[-1]
    label = label_after(last.label, weights_label(effective_from), weights_only=True)
    return next_version(series, label, effective_from, targets={}, first_year=last.first_year, weight=weight)


def _seen(effect: DecisionEffect, contract: Contract, first_day: date) -> Mapping[str, Any]:
    return {"effect": effect, "closed": closed_after(contract, first_day)}


def _indicators(contract: Contract) -> list[Indicator]:
    return list(Indicator.objects.filter(contract=contract).with_definition().order_by("position"))


def _may_decide(request: HttpRequest, contract: Contract) -> bool:
    return isinstance(request.user, User) and may(request.user, Verb.AMEND, contract)


def _finding(count: int) -> str:
    if not count:
        return "Aucune décision datée"
    verb = french.plural(count, "décision datée", "décisions datées")
    return french.sentence(f"{french.count_word(count, feminine=True)} {verb}")
