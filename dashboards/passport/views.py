"""The passport of an indicator: read now or as known on a day, completed with a reason, and taken away as a PDF."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Origin
from dashboards.access import exportable_or_404, quarter_or_404
from dashboards.documents.passports import passport_document, passports_document
from dashboards.documents.pdf import pdf_bytes
from dashboards.passport.forms import DayForm, PassportForm
from dashboards.passport.page import passport_page
from indicators.access import indicator_or_404
from indicators.models import Indicator
from indicators.passports import passports_at
from indicators.recording import complete_passport

STALE = (
    "La définition ou le passeport a changé entre-temps\u00a0: relisez ce qui est enregistré, puis enregistrez de "
    "nouveau votre texte, qui est resté dans les champs."
)
PDF = "application/pdf"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, body: str, contract: str, code: str) -> HttpResponse:
    indicator = indicator_or_404(request.user, body, contract, code)
    user = request.user
    may_complete = isinstance(user, User) and may(user, Verb.AMEND, indicator)
    if request.method != "POST":
        day = DayForm(request.GET).asked["au"]
        form = PassportForm(passports_at([indicator.pk])[indicator.pk]) if may_complete and not day else None
        return _page(request, indicator, form, day=day)
    if not isinstance(user, User) or not may_complete:
        raise PermissionDenied
    return _complete(request, indicator, user)


def _complete(request: HttpRequest, indicator: Indicator, user: User) -> HttpResponse:
    current = passports_at([indicator.pk])[indicator.pk]
    form = PassportForm(current, request.POST)
    if not form.is_valid():
        return _page(request, indicator, form, status=422)
    try:
        complete_passport(
            indicator=indicator,
            texts=form.texts,
            reason=form.cleaned_data["motif"],
            expected_version=form.cleaned_data["version"],
            actor=user,
            origin=Origin.FORM,
        )
    except StaleVersion:
        again = form.from_version(passports_at([indicator.pk])[indicator.pk])
        return _page(request, indicator, again, status=409, message=STALE)
    except Refusal as refusal:
        return _page(request, indicator, form, status=422, message=refusal.message)
    messages.success(request, f"{indicator.short_name}\u00a0: le passeport est enregistré.")
    return redirect(request.path)


def _page(
    request: HttpRequest,
    indicator: Indicator,
    form: PassportForm | None,
    *,
    day: date | None = None,
    status: int = 200,
    message: str = "",
) -> HttpResponse:
    """What is recorded, and below it the form with what was typed."""
    context = {
        "contract": indicator.contract,
        "page": passport_page(indicator, day),
        "form": form,
        "message": message,
    }
    return render(request, "passport/page.html", context, status=status)


@require_safe
@login_required
def download(request: HttpRequest, body: str, contract: str, code: str) -> HttpResponse:
    indicator = indicator_or_404(request.user, body, contract, code)
    if not isinstance(request.user, User) or not may(request.user, Verb.EXPORT, indicator):
        raise PermissionDenied
    page = passport_page(indicator, DayForm(request.GET).asked["au"])
    document = passport_document(
        page.indicator, page.passport, page.traits, page.history, page.day or localdate()
    )
    return _attachment(pdf_bytes(document), f"{body}-{code}-passeport.pdf")


@require_safe
@login_required
def of_quarter(request: HttpRequest, body: str, contract: str, quarter: str) -> HttpResponse:
    """The passports of all indicators, as known at the last closing of the quarter, or now."""
    found = exportable_or_404(request.user, body, contract)
    wanted = quarter_or_404(found, quarter)
    return _attachment(pdf_bytes(passports_document(found, wanted)), f"{body}-{wanted}-passeports.pdf")


def _attachment(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=PDF, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
