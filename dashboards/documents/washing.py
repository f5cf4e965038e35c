"""What people typed long ago may hold characters that no file can: they are left out of the whole document at once."""

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from dashboards.documents.markup import UNWRITABLE


def washed[Value](value: Value) -> Value:
    """The same value, each of its texts without what XML or PDF refuse."""
    found: Any = value
    if isinstance(found, str) and not isinstance(found, Enum):
        found = UNWRITABLE.sub("", found)
    elif isinstance(found, tuple):
        found = tuple(map(washed, found))
    elif is_dataclass(found) and not isinstance(found, type):
        found = replace(found, **{each.name: washed(getattr(found, each.name)) for each in fields(found)})
    return found  # type: ignore[no-any-return]
