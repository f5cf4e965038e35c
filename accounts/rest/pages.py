"""Pagination by cursor: rows added between two pages are neither repeated nor skipped."""

from typing import Any

from django.core.exceptions import ValidationError
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.queries import PAGE_SIZE


class Pages(CursorPagination):
    """Links to the next and previous pages, in the body and in a Link header (CSV has no place for them)."""

    # Rows that share the first sorting key are skipped by count, up to this number (1,000 by default): beyond it the
    # same page would come again, and a month has a row for each indicator of each body.
    offset_cutoff = 1_000_000

    def get_page_size(self, request: Request) -> int:
        return int(request.query_params.get("page_size", PAGE_SIZE))

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        order: tuple[str, ...] = view.order
        return order

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        try:
            page: list[Any] | None = super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError) as error:
            raise NotFound from error
        return page

    def get_paginated_response(self, data: Any) -> Response:
        links = {"next": self.get_next_link(), "previous": self.get_previous_link()}
        given = ", ".join(f'<{url}>; rel="{name}"' for name, url in links.items() if url)
        return Response({**links, "results": data}, headers={"Link": given} if given else None)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """None: each `Query` declares `page_size` and `cursor` itself."""
        return []
