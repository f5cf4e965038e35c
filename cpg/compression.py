"""Compress pages, even without a reverse proxy. Django adds random bytes against attacks on the size (BREACH).

Answers with an ETag (the API) are left alone: compression makes an ETag weak, and If-Match, by which a program writes a
month, accepts only a strong one.
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
