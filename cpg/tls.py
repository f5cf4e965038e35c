"""A page that is asked in the clear is led to https by Django; a program is refused, and told why.

Led there, it would go on sending its token in the clear each time, and nobody would notice.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.rest import problems
from cpg.errors import API


class ApiOverTlsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECURE_SSL_REDIRECT and request.path.startswith(API) and not request.is_secure():
            return problems.only_over_tls()
        return self.get_response(request)
