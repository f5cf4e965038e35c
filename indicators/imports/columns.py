"""The columns of an import: names without regard to case or accents, in any order."""

import unicodedata
from collections.abc import Sequence

BODY, INDICATOR, MONTH = "organisme", "indicateur", "mois"
NUMERATOR, DENOMINATOR, VALUE = "numerateur", "denominateur", "valeur"
ABSENCE, COMMENT = "absence", "commentaire"
COLUMNS = (BODY, INDICATOR, MONTH, NUMERATOR, DENOMINATOR, VALUE, ABSENCE, COMMENT)
SEPARATORS = ";,\t"


def plain_name(text: str) -> str:
    """Lower case, without accents or spaces around."""
    decomposed = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def best_separator(text: str) -> str:
    """The separator that finds the most known columns in the first line."""
    header = text.lstrip("\ufeff").split("\n", 1)[0]

    def known(separator: str) -> int:
        return sum(plain_name(cell.strip('"\r ')) in COLUMNS for cell in header.split(separator))

    return max(SEPARATORS, key=known)


def header_problems(names: Sequence[str]) -> list[tuple[str, str]]:
    """The text of each heading that is wrong, and why."""
    found = [plain_name(name) for name in names]
    expected = ", ".join(COLUMNS)
    problems = [
        (name, f"Colonne inconnue ; les colonnes sont {expected}.")
        for name, plain in zip(names, found, strict=True)
        if plain not in COLUMNS and name.strip()
    ]
    problems += [(name, "Cette colonne est là deux fois.") for name in sorted(_repeated(found))]
    problems += [(name, "Il manque cette colonne.") for name in (INDICATOR, MONTH) if name not in found]
    return problems


def _repeated(names: Sequence[str]) -> set[str]:
    return {name for name in names if name in COLUMNS and names.count(name) > 1}
