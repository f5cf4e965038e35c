"""Answers to unknown addresses of the API and to server errors: problem details in the API, a page elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt

from accounts.rest import problems

API = "/api/"


@csrf_exempt
def api_not_found(request: HttpRequest) -> HttpResponse:
    """Answer every other address under the API's prefix, before a page's pattern can match it."""
    return problems.not_found()


def server_error(request: HttpRequest) -> HttpResponse:
    return problems.server_error() if request.path.startswith(API) else defaults.server_error(request)
