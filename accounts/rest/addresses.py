"""Addresses of answers that are offered as JSON and as CSV."""

from django.urls import URLPattern, path

from accounts.rest.renderers import CsvRenderer
from accounts.rest.views import ApiView


def with_csv(route: str, view: type[ApiView], name: str) -> list[URLPattern]:
    """The address of rows, and beside it `.csv`, which answers the same in CSV only.

    A program asks for CSV at either (at the first by `Accept`). The schema tells them apart, so that a generated client
    has one type for each answer.
    """
    only_csv = view.as_view(renderer_classes=(CsvRenderer,), http_method_names=["get", "head"])
    return [
        path(route, view.as_view(), name=name),
        path(f"{route.removesuffix('/')}.csv", only_csv, name=f"{name}_csv"),
    ]
