"""Columns of a table that somebody sent: names without regard to case or accents, in any order."""

import unicodedata
from collections.abc import Sequence

SEPARATORS = ";,\t|"


def plain_name(text: str) -> str:
    """Lower case, without accents or spaces around."""
    decomposed = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def best_separator(head: Sequence[str], known_columns: Sequence[str]) -> str:
    """The separator that finds the most known columns in one of these lines; else the one that is there most often."""

    def known(separator: str) -> tuple[int, int]:
        rows = [line.lstrip("\ufeff").split(separator) for line in head]
        found = (sum(plain_name(cell.strip('"\r ')) in known_columns for cell in row) for row in rows)
        return max(found, default=0), max((len(row) for row in rows), default=0)

    return max(SEPARATORS, key=known)


def is_garbled(text: str) -> bool:
    """Whether UTF-8 was read as Windows-1252, which makes `Ã©` of `é`."""
    if text.isascii():
        return False
    try:
        return text.encode("cp1252").decode("utf-8") != text
    except UnicodeError:
        return False


def ungarbled(text: str) -> str:
    return text.encode("cp1252").decode("utf-8")
