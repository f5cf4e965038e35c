"""Answers of the API: JSON with exact decimals as text, CSV as in the open-data files, refusals as problem details."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer

from cpg.shared.spreadsheet import csv_text

LIST_SEPARATOR = "; "


def as_json(value: Any) -> str:
    """Write what JSON has no type for. Decimals are text, so that no reader turns them into binary floats."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


class JsonRenderer(BaseRenderer):
    # orjson: the framework's renderer encodes each Decimal in Python, and a year of a network is thousands of rows.
    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=as_json)


class ProblemRenderer(JsonRenderer):
    media_type = "application/problem+json"
    format = "problem"


class CsvRenderer(BaseRenderer):
    """The rows of a collection under the names of their fields; lists are joined."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        rows = data["results"] if isinstance(data, Mapping) and "results" in data else [data]
        return table(renderer_context["view"].columns, rows)


def table(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    names = list(columns)
    listed = ([_cell(row.get(name)) for name in names] for row in rows)
    return csv_text([names, *listed], ",", "\n").encode()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case list() if all(isinstance(each, str | int) for each in value):
            return LIST_SEPARATOR.join(map(str, value))
        case list() | dict():
            return orjson.dumps(value, default=as_json).decode()
        case _:
            return as_json(value)
