"""Every file that leaves the application is an event, whichever view made it."""

from collections.abc import Callable
from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from accounts.models import Body, User
from accounts.models.security import SecurityKind
from accounts.security.recording import log_security

# Files that have a kind of their own, by the name of their route.
KINDS = {
    "security_journal_file": SecurityKind.JOURNAL_EXPORTED,
    "person_file": SecurityKind.PERSON_EXPORTED,
}
API = "/api/"
# What the API answers that is no file.
PAGES_OF_API = ("application/json", "application/problem+json", "text/html", "application/vnd.oai.openapi")
# A program that reads the same rows each minute is one event an hour.
API_NOTED_EVERY = 3600


class DownloadsMiddleware:
    """The path names the file; the file’s own name may have been typed by whoever attached it. The event is written
    before the file leaves: where it cannot be written, the file does not leave.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _is_file(request, response) and isinstance(request.user, User):
            _note(request, request.user)
        return response


def _is_file(request: HttpRequest, response: HttpResponse) -> bool:
    if response.status_code != 200 or request.method == "HEAD":
        return False
    if response.get("Content-Disposition", "").startswith("attachment"):
        return True
    return request.path.startswith(API) and not response["Content-Type"].startswith(PAGES_OF_API)


def _note(request: HttpRequest, user: User) -> None:
    detail = request.path[-200:]
    if request.path.startswith(API):
        key = sha256(f"{user.pk}|{detail}".encode()).hexdigest()
        if not cache.add(f"journal-api:{key}", True, API_NOTED_EVERY):
            return
    match = request.resolver_match
    named = match.kwargs if match else {}
    code = named.get("body") or named.get("organisme")
    log_security(
        KINDS.get((match and match.url_name) or "", SecurityKind.DOWNLOADED),
        actor=user,
        body=Body.objects.filter(code=code).first() if code else None,
        request=request,
        detail=detail,
    )
