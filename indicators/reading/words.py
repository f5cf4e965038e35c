"""The words of a label as they are compared: without accents, capitals and signs, and long ones by their beginning."""

import re
import unicodedata

STEM, FEWEST_LETTERS = 6, 4


def plain_words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+", plain)


def stems(text: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in plain_words(text) if len(word) >= FEWEST_LETTERS)
