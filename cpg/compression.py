"""Compress pages, even without a reverse proxy. Random bytes are added against attacks on the size (BREACH).

Answers with an ETag (the API) are left alone: compression makes an ETag weak, and If-Match, by which a program writes a
month, accepts only a strong one.
"""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

from cpg.shared.pieces import gzipped
from dashboards.page_frame import PageOfPieces


class PageCompressionMiddleware(GZipMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = isinstance(response, HttpResponse) and not response.has_header("ETag")
        if not (is_page and response.headers.get("Content-Type", "").startswith("text/html")):
            return response
        if isinstance(response, PageOfPieces) and response.content == response.whole:
            return _put_together(request, response)
        return super().process_response(request, response)


def _put_together(request: HttpRequest, response: PageOfPieces) -> PageOfPieces:
    patch_vary_headers(response, ("Accept-Encoding",))
    if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
        response.content = gzipped(response.pieces, response.whole)
        response.headers["Content-Length"] = str(len(response.content))
        response.headers["Content-Encoding"] = "gzip"
    return response
