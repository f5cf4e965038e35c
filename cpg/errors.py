"""What is said of an unknown address of the API, and of a fault of ours: a problem there, a page elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt

from accounts.rest import problems

API = "/api/"


@csrf_exempt
def api_not_found(request: HttpRequest) -> HttpResponse:
    """No address of a body may take its place: whatever stands under the API's prefix is the API's."""
    return problems.not_found()


def server_error(request: HttpRequest) -> HttpResponse:
    return problems.server_error() if request.path.startswith(API) else defaults.server_error(request)
