"""Base views of the API: a collection and a single thing. They check their parameters and send an ETag."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.rest.limits import Count
from accounts.rest.pages import Pages
from accounts.rest.queries import PageQuery, Query
from accounts.rest.renderers import CsvRenderer, JsonRenderer, ProblemRenderer


def described(summary: str, tag: str) -> Any:
    """Class decorator: the French summary of a read in the OpenAPI document, and the tag that it is listed under."""
    return extend_schema_view(get=extend_schema(summary=summary, tags=[tag]))


class ApiView(GenericAPIView[Any]):
    """`query` declares the parameters of a read; `asked` holds their checked values."""

    http_method_names = ["get", "head", "post", "put", "delete"]
    query: ClassVar[type[Query]] = Query
    asked: dict[str, Any]
    count: Count | None = None

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        return conditional_page(super().as_view(**initkwargs))

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        query = self.query if request.method in SAFE_METHODS else Query
        method = str(request.method).lower()
        offered = method in self.http_method_names and hasattr(self, method)
        # A method that is not offered is a 405, even with wrong parameters.
        self.asked = query.read(request) if offered else {}

    @property
    def person(self) -> User:
        """The person who asks. The default permission lets in nobody without an account."""
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101 - see above
        return user

    @property
    def columns(self) -> Iterable[str]:
        """The fields of a row, for CSV."""
        serializer: Any = self.get_serializer_class()()
        return list(serializer.fields)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        if getattr(response, "exception", False):
            request.accepted_renderer = ProblemRenderer()
            request.accepted_media_type = ProblemRenderer.media_type
        answer = super().finalize_response(request, response, *args, **kwargs)
        # A program keeps its answers itself, with their ETag; a browser keeps nothing.
        answer.setdefault("Cache-Control", "private, no-cache" if request.auth else "private, no-store")
        if self.count:
            self.count.write_into(answer)
        return answer


class Thing(ApiView):
    """One thing, named by its address."""

    def lookup(self, **key: Any) -> Any:
        """The thing, if the person may see it; raises Http404."""
        raise NotImplementedError

    def get(self, request: Request, **key: Any) -> Response:
        return Response(self.get_serializer(self.lookup(**key)).data)


class Collection(ApiView):
    """Rows of one kind, filtered by the parameters. `orders` names the ways to sort them, the first by default."""

    query: ClassVar[type[Query]] = PageQuery
    renderer_classes = (JsonRenderer, CsvRenderer)
    pagination_class = Pages
    orders: ClassVar[Mapping[str, tuple[str, ...]]] = {"": ("pk",)}

    @property
    def order(self) -> tuple[str, ...]:
        """The columns to sort by. The last one makes the order unique: cursors need that."""
        return self.orders[self.asked.get("ordering") or next(iter(self.orders))]

    def lookup(self, **key: Any) -> "QuerySet[Any, Any]":
        """The rows that the person may see; raises Http404 under a contract or indicator that they may not see."""
        raise NotImplementedError

    def rows(self, page: list[Any]) -> list[Any]:
        """Serialize one page."""
        return list(self.get_serializer(page, many=True).data)

    def get(self, request: Request, **key: Any) -> Response:
        page = self.paginate_queryset(self.lookup(**key))
        return self.get_paginated_response(self.rows(page or []))
