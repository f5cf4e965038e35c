"""Reviews: list them, show one, ask for its document, follow its making and download it."""

import hashlib
from typing import Any

import structlog
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments.models import Contract, Origin
from dashboards.access import exportable_or_404
from dashboards.addresses import review_url
from dashboards.journal import asked_page
from dashboards.models.review import DocumentFormat, JobState, Review, ReviewJob, ReviewKind
from dashboards.reviews import requests
from dashboards.reviews.access import file_or_404, maker_or_refused, may_make, review_or_404
from dashboards.reviews.acts import ReviewRefusedError, open_review
from dashboards.reviews.forms import OpeningForm
from dashboards.reviews.jobs import start_review
from dashboards.reviews.page import review_page, reviews_finding

log = structlog.get_logger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = exportable_or_404(request.user, body, contract)
    if request.method != "POST":
        return _index(request, found, OpeningForm())
    actor, form = maker_or_refused(request, found), OpeningForm(request.POST)
    if not form.is_valid():
        return _index(request, found, form, status=422)
    kind, day = ReviewKind(form.cleaned_data["kind"]), form.cleaned_data["day"]
    try:
        review = open_review(contract=found, kind=kind, day=day, actor=actor, origin=Origin.FORM)
    except ReviewRefusedError as refusal:
        form.add_error("day", refusal.message)
        return _index(request, found, form, status=422)
    return redirect(review_url(review))


@require_safe
@login_required
def show(request: HttpRequest, **address: Any) -> HttpResponse:
    review = review_or_404(request, **address)
    context = {
        "contract": review.contract,
        "page": review_page(review, asked_page(request.GET)),
        "may_make": may_make(request, review.contract),
    }
    return render(request, "reviews/review.html", context)


@require_POST
@login_required
def make(request: HttpRequest, **address: Any) -> HttpResponse:
    review = review_or_404(request, **address)
    actor = maker_or_refused(request, review.contract)
    start_review(requests.ask(review, actor))
    return redirect(review_url(review))


@require_safe
@login_required
def progress(request: HttpRequest, **address: Any) -> HttpResponse:
    """How far the document is, for the page that follows it: one that is stalled has something else to say."""
    review = review_or_404(request, **address)
    job = ReviewJob.objects.filter(review=review).order_by("-pk").first()
    is_running = job is not None and job.state == JobState.RUNNING and not requests.is_stalled(job)
    return JsonResponse({"running": is_running, "done": job.done if job else 0, "total": requests.STEPS})


@require_safe
@login_required
def download(request: HttpRequest, number: int, format_: str, **address: Any) -> HttpResponse:
    """The very bytes that were kept."""
    review = review_or_404(request, **address)
    file = file_or_404(review, number, format_)
    content = bytes(file.content)
    if hashlib.sha256(content).hexdigest() != file.sha256:
        log.error("review_altered", file=file.pk)
        raise Http404
    response = HttpResponse(content, content_type=DocumentFormat(format_).content_type)
    name = f"{address['body']}-{review.kind}-{review.day.isoformat()}-v{number}.{format_}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _index(request: HttpRequest, contract: Contract, form: OpeningForm, status: int = 200) -> HttpResponse:
    """The latest day first. Three queries for the reviews."""
    reviews = Review.objects.filter(contract=contract).order_by("-day", "kind")
    listed = list(reviews.prefetch_related("versions", "texts"))
    context = {
        "contract": contract,
        "reviews": listed,
        "finding": reviews_finding(listed),
        "form": form,
        "may_make": may_make(request, contract),
    }
    return render(request, "reviews/page.html", context, status=status)
