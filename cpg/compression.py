"""Pages travel compressed, even where no reverse proxy does it; a few random bytes blur their size (BREACH).

The API is left alone: compressing makes an ETag weak, and a weak one opens no month to a program that writes it.
"""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PageCompressionMiddleware(GZipMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = isinstance(response, HttpResponse) and not response.has_header("ETag")
        if not (is_page and response.headers.get("Content-Type", "").startswith("text/html")):
            return response
        return super().process_response(request, response)
