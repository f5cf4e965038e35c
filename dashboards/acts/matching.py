"""A text that is looked for, whatever its accents, capitals, apostrophes and spaces.

It is a regular expression, which both databases and Python read alike: no extension of the database, no stored copy.
"""

import re
from typing import Any

from django.db.models import Q

# What is written one way or the other; a hyphen that is not the first would begin a range.
ALIKE = ("aàâä", "cç", "eéèêë", "iîï", "oôö", "uùûü", "yÿ", "'’", "-‑–")
SPACES = "[\\s\u00a0\u202f]+"
# Characters that a regular expression would read otherwise, in PostgreSQL or in Python.
SPECIAL = re.compile(r"[][.^$*+?{}()|\\]")
CLASSES = {
    each: f"[{''.join(dict.fromkeys(alike + alike.upper()))}]"
    for alike in ALIKE
    for each in alike + alike.upper()
}


class Sought:
    """The text as an expression: `met` in Python, `within` in a query."""

    def __init__(self, text: str) -> None:
        self.pattern = SPACES.join("".join(map(_one, word)) for word in text.split())
        self._compiled = re.compile(self.pattern, re.IGNORECASE)

    def met(self, text: str) -> bool:
        return self._compiled.search(text) is not None

    def within(self, *columns: str) -> Q:
        found = Q()
        for column in columns:
            condition: dict[str, Any] = {f"{column}__iregex": self.pattern}
            found |= Q(**condition)
        return found


def _one(character: str) -> str:
    return CLASSES.get(character) or SPECIAL.sub(lambda found: f"\\{found[0]}", character)
