"""A text of a review: write it, preview it, save it; who saves on an older version chooses first."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from commitments.models import Origin
from dashboards.addresses import review_url
from dashboards.documents.sections import Section, texts_of
from dashboards.models.review import Review, ReviewText
from dashboards.reviews.access import maker_or_refused, review_or_404, section_or_404
from dashboards.reviews.acts import StaleTextError, write_text
from dashboards.reviews.forms import TextForm

PREVIEW = "previsualiser"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, section: str, **address: Any) -> HttpResponse:
    review = review_or_404(request, **address)
    actor = maker_or_refused(request, review.contract)
    found = section_or_404(review, section)
    if request.method != "POST":
        return _page(request, review, found, TextForm.of(texts_of(review).get(section)))
    form = TextForm(request.POST)
    if not form.is_valid():
        return _page(request, review, found, form, status=422)
    text, version = form.cleaned_data["text"], form.cleaned_data["version"]
    if request.POST.get("suite") == PREVIEW:
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
        current = texts_of(review).get(section)
        again = form.from_version(current.version if current else 0)
        return _page(request, review, found, again, typed=text, is_stale=True, status=409)
    done = "est enregistré" if is_new else "était déjà enregistré ainsi"
    messages.success(request, f"{found.title}\u00a0: le texte {done}.")
    return redirect(f"{review_url(review)}#{section}")


def _page(
    request: HttpRequest,
    review: Review,
    section: Section,
    form: TextForm,
    *,
    typed: str | None = None,
    is_stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    """What is typed as it will be drawn; `is_stale` also shows what somebody else wrote."""
    current = texts_of(review).get(section.key)
    texts = ReviewText.objects.filter(review=review, section=section.key).select_related("change__actor")
    context = {
        "contract": review.contract,
        "review": review,
        "section": section,
        "current": current,
        "shown": typed if typed is not None else current.text if current else "",
        "is_preview": typed is not None,
        "is_stale": is_stale,
        "earlier": texts.filter(version__lt=current.version).order_by("-version") if current else (),
        "form": form,
        "preview": PREVIEW,
    }
    return render(request, "reviews/text.html", context, status=status)
