"""What a form sent, as a database can keep it."""

from collections.abc import Mapping


def typed(posted: Mapping[str, object], name: str) -> str:
    """The text under that name, "" where there is none, without the null character, which PostgreSQL does not take."""
    return str(posted.get(name, "")).replace("\0", "")
