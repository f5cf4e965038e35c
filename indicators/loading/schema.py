"""Validate a contract's file against the published JSON Schema, with errors in French."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from indicators.loading.sentences import sentences_of

# The first errors are enough to correct a file; a hostile one would have hundreds of thousands.
MOST_ERRORS = 200
SCHEMA_FILE = Path("docs") / "contrat.schema.json"


def problems_of(data: Any) -> Iterator[str]:
    """A sentence for each place where the file does not follow the schema, for the first of them."""
    validator = Validator(json.loads((settings.BASE_DIR / SCHEMA_FILE).read_text("utf-8")))
    errors = islice(validator.iter_errors(data), MOST_ERRORS)
    sentences = (each for error in sorted(errors, key=_place) for each in sentences_of(error, data))
    yield from islice(sentences, MOST_ERRORS)


def _place(error: ValidationError) -> str:
    # Sorted by place, so that two runs on one file report the same list.
    return str(error.json_path)


def _pattern(_: Any, pattern: str, text: Any, __: Any) -> Iterator[ValidationError]:
    # In Python `$` also matches before a last newline, which a code must not have.
    if isinstance(text, str) and ("\n" in text or not re.search(pattern, text)):
        yield ValidationError("pattern")


def _unique(_: Any, __: bool, items: Any, ___: Any) -> Iterator[ValidationError]:
    # The library compares every pair of items that it cannot sort, which takes minutes on a long list.
    if isinstance(items, list) and any(times > 1 for times in Counter(map(repr, items)).values()):
        yield ValidationError("uniqueItems")


Validator = extend(Draft202012Validator, {"pattern": _pattern, "uniqueItems": _unique})
