"""The proofs of a month: attached from its page, given to whoever sees the body, withdrawn with a reason."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.drafts import refuse
from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal
from commitments.models import Origin
from cpg.shared.typed import typed
from dashboards.month.views import MonthView, month_form, read_page
from dashboards.proofs.forms import EvidenceForm
from dashboards.proofs.serving import attachment
from indicators.access import indicator_or_404, month_or_404
from indicators.models import Evidence
from indicators.recording import attach, withdraw

# Opened by itself, whatever it is, it does nothing: no script, no form, no request.


class AttachView(MonthView):
    """Attaches a proof to the month, and leaves what is being typed for it as it is."""

    is_attaching = True

    def get(self, request: HttpRequest, **address: str) -> HttpResponse:
        return redirect("month", *address.values())

    def post(self, request: HttpRequest, **address: str) -> HttpResponse:
        proofs = EvidenceForm(request.POST, request.FILES)
        is_attached = proofs.is_valid() and self._attach(proofs)
        page = read_page(self.indicator, self.month, self.user)
        typed = month_form(page, request.POST)
        typed.errors.clear()
        if page.refusal or "kind" not in request.POST:
            typed = month_form(page)
        if is_attached:
            return self._render(page, typed, EvidenceForm())
        return self._render(page, typed, proofs, status=422)

    def _attach(self, proofs: EvidenceForm) -> bool:
        if proofs.proof is None:
            proofs.add_error("proof_file", "Choisissez un fichier ou donnez un lien.")
            return False
        try:
            attached = attach(
                indicator=self.indicator,
                month=self.month,
                proof=proofs.proof,
                actor=self.user,
                origin=Origin.FORM,
            )
        except Refusal as refusal:
            proofs.add_error(
                "proof_link" if proofs.cleaned_data["proof_link"] else "proof_file", refusal.message
            )
            return False
        messages.success(self.request, f"Preuve jointe\u00a0: {attached.name}.")
        return True


@require_safe
@login_required
def download(request: HttpRequest, pk: int, **address: str) -> HttpResponse:
    return attachment(request, _evidence_or_404(request, pk, address))


@require_POST
@login_required
def take_back(request: HttpRequest, pk: int, **address: str) -> HttpResponse:
    evidence = _evidence_or_404(request, pk, address)
    if not isinstance(request.user, User) or not may(request.user, Verb.RECORD, evidence.indicator):
        raise PermissionDenied
    try:
        withdraw(
            evidence=evidence, reason=typed(request.POST, "reason"), actor=request.user, origin=Origin.FORM
        )
    except Refusal as refusal:
        refuse(request, refusal.message, f"retrait-{pk}", "Motif du retrait")
    else:
        messages.success(request, f"Preuve retirée\u00a0: {evidence.name}. Elle reste dans le journal.")
    return redirect("month", *address.values())


def _evidence_or_404(request: HttpRequest, pk: int, address: dict[str, Any]) -> Evidence:
    indicator = indicator_or_404(request.user, address["body"], address["contract"], address["code"])
    month = month_or_404(indicator, address["month"])
    found = Evidence.objects.filter(pk=pk, indicator=indicator, month=month.first_day).first()
    if found is None:
        raise Http404
    found.indicator = indicator
    return found
