"""Free texts as they are kept."""

import re

# What XML cannot hold, and what would turn the rest of a line around.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def cleaned(text: str) -> str:
    """The text as it is kept: lines end alike, nothing in it that a file could not hold."""
    return UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
