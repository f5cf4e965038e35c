"""From an address to the review, the section or the file that it names, for one person."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from dashboards.access import exportable_or_404
from dashboards.documents.sections import Section, sections_of
from dashboards.models.review import DocumentFormat, Review, ReviewFile


def may_make(request: HttpRequest, contract: Contract) -> bool:
    """Who closes quarters makes reviews, and writes in them."""
    return isinstance(request.user, User) and may(request.user, Verb.CLOSE, contract)


def maker_or_refused(request: HttpRequest, contract: Contract) -> User:
    if not isinstance(request.user, User) or not may_make(request, contract):
        raise PermissionDenied
    return request.user


def review_or_404(request: HttpRequest, *, body: str, contract: str, kind: str, day: str) -> Review:
    """A review whose files the person may have."""
    found = exportable_or_404(request.user, body, contract)
    try:
        asked = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    if asked.isoformat() != day:
        raise Http404
    reviews = Review.objects.select_related("contract__body")
    review = reviews.filter(contract=found, kind=kind, day=asked).first()
    if review is None:
        raise Http404
    return review


def section_or_404(review: Review, key: str) -> Section:
    found = next((each for each in sections_of(review.contract) if each.key == key), None)
    if found is None:
        raise Http404
    return found


def file_or_404(review: Review, number: int, format_: str) -> ReviewFile:
    if format_ not in set(DocumentFormat):
        raise Http404
    found = ReviewFile.objects.filter(version__review=review, version__number=number, format=format_).first()
    if found is None:
        raise Http404
    return found
