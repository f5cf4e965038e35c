"""After each answer: keep the form that was not accepted, forget the one that was, and show what waits."""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict, UnreadablePostError
from django.shortcuts import resolve_url

from accounts.drafts.filling import left_over
from accounts.drafts.keeping import forget, keep, texts_of
from accounts.drafts.marks import Mark, mark_of
from accounts.drafts.receipts import write_receipt
from accounts.drafts.refusals import is_accepted, is_refused
from accounts.drafts.showing import with_what_waits
from accounts.models import User

# Set by the page of a failed CSRF check, which decides by itself what it keeps.
DECIDED = "drafts_decided"


class DraftsMiddleware:
    """Every form that carries a mark is either accepted or kept for its author."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and DECIDED not in vars(request):
            response = _after_post(request, response)
        return with_what_waits(request, response)


def _after_post(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        # Refused by its announced length: to read it here would store what was not to be stored.
        return response
    sent = _sent(request)
    mark = mark_of(request, sent) if sent else None
    if mark is None:
        return response
    user = request.user
    if not isinstance(user, User):
        return keep_for_sign_in(request, mark, sent) if _is_redirect(response) else response
    if user.pk != mark.person:
        return response
    if _is_accepted(request, response):
        forget(user, mark.key)
        return write_receipt(request, response, mark.key)
    if response.status_code == HTTPStatus.OK and not left_over(
        [(name, text) for name, text in texts_of(sent)]
    ):
        # A look at what would come of the boxes that are ticked: nothing typed, and room for what others refused.
        forget(user, mark.key)
    else:
        # Also when the page shows the form again: the person may go back from there.
        keep(request, mark, sent)
    return response


def keep_for_sign_in(request: HttpRequest, mark: Mark, sent: QueryDict) -> HttpResponse:
    """To the sign-in page, and from there to the page of the form."""
    keep(request, mark, sent)
    return HttpResponseRedirect(
        f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': mark.page}, safe='/')}"
    )


def _sent(request: HttpRequest) -> QueryDict:
    # What is too large was discarded before it was read; what cannot be read has no text to keep.
    with suppress(RequestDataTooBig, SuspiciousOperation, UnreadablePostError):
        return request.POST
    return QueryDict()


def _is_redirect(response: HttpResponse) -> bool:
    return HTTPStatus.MULTIPLE_CHOICES <= response.status_code < HTTPStatus.BAD_REQUEST


def _is_accepted(request: HttpRequest, response: HttpResponse) -> bool:
    is_taken = is_accepted(request) or response.status_code == HTTPStatus.CREATED
    return is_taken or (_is_redirect(response) and not is_refused(request))


def is_from_our_page(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the form. Without its word, it may be anybody's."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    parts = urlsplit(request.headers.get("Origin") or request.headers.get("Referer", ""))
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())
