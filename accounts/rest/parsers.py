"""Parser of JSON bodies that keeps figures exactly as written."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from accounts.rest.problems import Problem


class ExactJsonParser(BaseParser):
    """A number becomes a Decimal, never a float. NaN, Infinity, duplicate names and lone surrogates are refused."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        content = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(content) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise Problem("too_large")
        try:
            read = json.loads(
                content, parse_float=Decimal, parse_constant=_refused, object_pairs_hook=_once_each
            )
            _require_writable(read)
        except (ValueError, RecursionError) as error:
            raise ParseError from error
        return read


def _refused(name: str) -> Any:
    raise ValueError(name)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object that names a member twice: `json` would silently keep the last value."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name is given twice")
    return members


def _require_writable(read: Any) -> None:
    """Raise ValueError for a lone surrogate (`"\\ud800"`): a refusal that quotes it could not be encoded."""
    json.dumps(read, ensure_ascii=False, default=str).encode()
