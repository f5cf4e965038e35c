"""Values and rows as bytes that are the same on every database and in every version of the application."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any


def plain(value: Any) -> Any:
    """What JSON writes in one way only. A type that is not listed is refused: its text might change."""
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return f"{value.normalize():f}"
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case _:
            raise TypeError(type(value).__name__)


def digest(value: Any) -> str:
    text = json.dumps(plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def row_digest(source: str, columns: Sequence[str], row: Sequence[Any]) -> str:
    return digest([source, dict(zip(columns, row, strict=True))])
