"""Bodies in JSON, with figures kept exactly as they were written."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from accounts.rest.problems import Problem


class ExactJsonParser(BaseParser):
    """A number becomes a Decimal, never a float; NaN, Infinity and a name said twice are refused."""

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
            return json.loads(
                content, parse_float=Decimal, parse_constant=_refused, object_pairs_hook=_once_each
            )
        except (ValueError, RecursionError) as error:
            raise ParseError from error


def _refused(name: str) -> Any:
    raise ValueError(name)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is said twice")
    return found
