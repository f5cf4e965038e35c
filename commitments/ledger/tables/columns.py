"""Columns of a table that somebody sent: names without regard to case or accents, in any order."""

import unicodedata
from collections.abc import Sequence

SEPARATORS = ";,\t"


def plain_name(text: str) -> str:
    """Lower case, without accents or spaces around."""
    decomposed = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def best_separator(text: str, known_columns: Sequence[str]) -> str:
    """The separator that finds the most known columns in the first line."""
    header = text.lstrip("\ufeff").split("\n", 1)[0]

    def known(separator: str) -> int:
        return sum(plain_name(cell.strip('"\r ')) in known_columns for cell in header.split(separator))

    return max(SEPARATORS, key=known)


def header_problems(
    names: Sequence[str],
    known_columns: Sequence[str],
    needed: Sequence[str],
) -> list[tuple[str, str]]:
    """The text of each heading that is wrong, and why."""
    found = [plain_name(name) for name in names]
    problems = [
        (name, f"Colonne inconnue ; les colonnes sont {', '.join(known_columns)}.")
        for name, plain in zip(names, found, strict=True)
        if plain not in known_columns and name.strip()
    ]
    twice = sorted({name for name in found if name in known_columns and found.count(name) > 1})
    problems += [(name, "Cette colonne est là deux fois.") for name in twice]
    return problems + [(name, "Il manque cette colonne.") for name in needed if name not in found]
