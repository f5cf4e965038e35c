"""A text of a review: typed, looked at, written; two people who write at once are both heard."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from commitments.models import Origin
from dashboards.documents.sections import EMPTY, Section, texts_of
from dashboards.models.review import Review
from dashboards.reviews.access import maker_or_refused, review_or_404, section_or_404
from dashboards.reviews.acts import StaleTextError, write_text
from dashboards.reviews.forms import TextForm
from dashboards.reviews.page import review_url, text_page

LOOK = "previsualiser"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, section: str, **address: Any) -> HttpResponse:
    review = review_or_404(request, **address)
    actor = maker_or_refused(request, review.contract)
    found = section_or_404(review, section)
    if request.method != "POST":
        return _page(request, review, found, TextForm.of(texts_of(review).get(section, EMPTY)))
    form = TextForm(request.POST)
    if not form.is_valid():
        return _page(request, review, found, form, status=422)
    text, version = form.cleaned_data["text"], form.cleaned_data["version"]
    if request.POST.get("suite") == LOOK:
        return _page(request, review, found, form, typed=text)
    try:
        is_new = write_text(
            review=review,
            section=section,
            text=text,
            expected_version=version,
            actor=actor,
            origin=Origin.FORM,
        )
    except StaleTextError:
        mine = form.on(texts_of(review).get(section, EMPTY))
        return _page(request, review, found, mine, typed=text, is_stale=True, status=409)
    said = "est enregistré" if is_new else "était déjà enregistré ainsi"
    messages.success(request, f"{found.title}\u00a0: le texte {said}.")
    return redirect(f"{review_url('review', review)}#{section}")


def _page(
    request: HttpRequest, review: Review, section: Section, form: TextForm, *, status: int = 200, **told: Any
) -> HttpResponse:
    typed, is_stale = told.get("typed"), bool(told.get("is_stale"))
    context = {
        "contract": review.contract,
        "page": text_page(review, section, typed, is_stale=is_stale),
        "form": form,
        "look": LOOK,
    }
    return render(request, "reviews/text.html", context, status=status)
