"""The commentaries of a month: the list, and the page on which one is written."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Origin
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.access import contract_or_404
from dashboards.addresses import contract_url
from dashboards.commentary.acts import write_commentary
from dashboards.commentary.agreement import Agreement, cited_in
from dashboards.commentary.entries import Entry, entries
from dashboards.commentary.forms import CommentaryForm, StateForm
from dashboards.commentary.page import CommentariesPage, next_of
from dashboards.commentary.selectors import revisions_of
from dashboards.shared.period import Period, period_of
from dashboards.shared.texts import cleaned
from indicators.access import month_in_contract_or_404

CHECK, NEXT, PROPOSED = "verifier", "suivant", "proposition"


@require_safe
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    period = _period(found, request.GET)
    page = CommentariesPage(
        contract=found,
        period=period,
        entries=entries(found, period.month, localdate()),
        asked=StateForm(request.GET).asked["etat"],
    )
    context = {"contract": found, "period": period, "page": page, "may_write": _may_write(request, found)}
    return render(request, "commentary/page.html", context)


@dataclass(frozen=True, slots=True)
class Writing:
    """What is written, by whom, among the others of the month."""

    request: HttpRequest
    contract: Contract
    entry: Entry
    listed: list[Entry]

    @property
    def month(self) -> Month:
        return self.entry.month


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, body: str, contract: str, month: str, subject: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    if not isinstance(request.user, User) or not _may_write(request, found):
        raise PermissionDenied
    end = month_in_contract_or_404(found, month)
    if end > Month.of(localdate()):
        raise Http404
    listed = entries(found, end, localdate())
    entry = next((each for each in listed if each.subject.key == subject), None)
    if entry is None:
        raise Http404
    writing = Writing(request, found, entry, listed)
    if request.method != "POST":
        return _page(writing, CommentaryForm.of(entry))
    return _posted(writing, request.user)


def _posted(writing: Writing, actor: User) -> HttpResponse:
    asked = writing.request.POST.get("suite", "")
    form = CommentaryForm(writing.request.POST)
    is_proposed = asked == PROPOSED
    if not form.is_valid() and not (is_proposed and "version" not in form.errors):
        return _page(writing, form, status=422)
    text = "" if is_proposed else cleaned(form.cleaned_data["text"])
    if asked == CHECK:
        return _page(writing, form, typed=text)
    try:
        _write(writing, text, form.cleaned_data["version"], actor)
    except StaleVersion as refusal:
        again = form.from_version(refusal.current)
        return _page(writing, again, typed=text, message=refusal.message, status=409)
    except Refusal as refusal:
        return _page(writing, form, typed=text, message=refusal.message, status=422)
    return _done(writing, asked, text)


def _write(writing: Writing, text: str, version: int, actor: User) -> None:
    entry = writing.entry
    write_commentary(
        contract=writing.contract,
        subject=entry.subject,
        month=entry.month,
        text=text,
        figures=entry.proposal.figures,
        expected_version=version,
        actor=actor,
        origin=Origin.FORM,
    )


def _done(writing: Writing, asked: str, text: str) -> HttpResponse:
    """To the list, or to the next one."""
    title, contract, month = writing.entry.subject.title, writing.contract, writing.month
    alone = Agreement(text, {}, writing.entry.proposal.figures).alone
    if alone:
        # It may be a figure of when the page was opened, which has changed since.
        told = french.listing(alone)
        messages.warning(
            writing.request, f"{french.bound(title)}\u00a0: aucune page ne dit {told}. Relisez-le."
        )
    done = "le texte proposé est repris" if asked == PROPOSED else "le commentaire est enregistré"
    messages.success(writing.request, f"{french.bound(title)}\u00a0: {done}.")
    following = next_of(writing.listed, writing.entry.subject.key) if asked == NEXT else None
    if following is not None:
        return redirect(contract_url(contract, "write_commentary", month, following.subject.key))
    return redirect(f"{contract_url(contract, 'commentaries')}?mois={month}")


def _page(
    writing: Writing,
    form: CommentaryForm,
    *,
    typed: str | None = None,
    message: str = "",
    status: int = 200,
) -> HttpResponse:
    """`typed` is checked beside the figures of today; what is recorded, beside those that it was written for."""
    entry = writing.entry
    figures = entry.proposal.figures
    written = revisions_of(writing.contract, entry.month).filter(subject=entry.subject.key)
    context = {
        "contract": writing.contract,
        "entry": entry,
        "form": form,
        "message": message,
        "is_check": typed is not None,
        "agreement": entry.agreement
        if typed is None
        else Agreement(typed, cited_in(typed, figures), figures),
        "earlier": [each for each in reversed(written) if each.version < entry.version],
        "following": next_of(writing.listed, entry.subject.key),
    }
    return render(writing.request, "commentary/edit.html", context, status=status)


def _may_write(request: HttpRequest, contract: Contract) -> bool:
    return isinstance(request.user, User) and may(request.user, Verb.CLOSE, contract)


def _period(contract: Contract, query: QueryDict) -> Period:
    """The month asked for; by default the end of the last quarter that is over."""
    period = period_of(contract, query)
    end = period.month if period.month.number % 3 == 0 else period.month.end_of_quarter_before
    if "mois" in query or end == period.month or end.year < contract.first_year:
        return period
    return period_of(contract, QueryDict(f"mois={end}"))
