"""Answers to unknown addresses of the API and to server errors: problem details in the API, a page elsewhere."""

import sys

from django.http import HttpRequest, HttpResponse
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt

from accounts.rest import problems
from cpg.troubles import trouble_of

API = "/api/"
RETRY_SECONDS = "30"


@csrf_exempt
def api_not_found(request: HttpRequest) -> HttpResponse:
    """Answer every other address under the API's prefix, before a page's pattern can match it."""
    return problems.not_found()


def server_error(request: HttpRequest) -> HttpResponse:
    """Called while the error is handled: one that has a cause outside the application says which."""
    trouble = trouble_of(sys.exception())
    if request.path.startswith(API):
        return problems.server_error(trouble or "error")
    if trouble is None:
        return defaults.server_error(request)
    response = defaults.server_error(request, trouble.template)
    response.status_code = problems.kind_of(trouble).status
    response["Retry-After"] = RETRY_SECONDS
    return response
