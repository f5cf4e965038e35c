"""Numbers in a text that a person typed: which ones are a figure of the page, and which ones are no figure at all."""

import re
from collections.abc import Iterator
from functools import lru_cache

from cpg.shared import french

NUMBER = re.compile(r"[-−]?\d+(?:[ .,]\d+)*")
# Numbers of dates, of quarters, of acts and codes, and of the scale of a chance are no figures.
MONTH_NAMES = "|".join(french.MONTHS)
# Words in -s or -x that count nothing: "en 2026 nous avons" is a year, "2026 dossiers" is not.
COUNTING_NOTHING = (
    "les|des|ces|ses|nos|vos|leurs|aux|nous|vous|ils|elles|dans|sans|sous|hors|vers|chez|dès|près|plus|moins|pas|mais|puis|"
    "depuis|après|alors|tous|toutes|très|jamais|toujours|ainsi|deux|ceux"
)
COUNTED = rf"(?! ?(?:%|€|pt\b|j\b)| (?!(?:{COUNTING_NOTHING})\b)[\w-]+[sx]\b)"
OF_A_YEAR = (
    "en|fin|début|mi|courant|l’année|l’exercice|objectifs?|cibles?|seuils?|trajectoires?|bilans?|budgets?"
)
DATED = re.compile(
    rf"\b\d{{1,2}}(?:er)? (?:{MONTH_NAMES})\b(?: \d{{4}})?|\b(?:{MONTH_NAMES}) \d{{4}}"
    r"|\bT[1-4](?: \d{4})?|\b[1-4](?:er|e|ᵉ|ème) (?:trimestre|semestre)(?: \d{4})?"
    r"|\b\d{2}/\d{2}(?:/\d{4})?(?![\d/])|\b\d{1,2} h(?: \d{2})?\b|\bn° ?\d+"
    rf"|(?<=\bsur )10\b{COUNTED}|\b(?:{OF_A_YEAR}) 20\d\d\b|\b20\d\d\b{COUNTED}|\b[A-Z]+\d[A-Z\d]*\b",
    re.IGNORECASE,
)
PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "−": "-"})
SPACES = r"[ \u00a0\u202f\u2009]+"
ALIKE = {" ": SPACES, "-": "[-−]"}
# "2", "2 mois" and "15 j" are said of many things: such a figure is one only beside words of a measure.
BARE = re.compile(r"(?:[12]?\d|3[01])(?: (?:mois|jours?|j|semaines?|ans?|années?|heures?))?")
MEASURE = (
    r"(?:indicateurs?|il|valeur|niveau|score|délais?|durée|moyenne|objectifs?|seuils?|cibles?|projection)"
)
IS_AT = (
    r"(?:est|sont|était|étaient|reste|restent|passe|passent|passé|passée|revient|tombe|monte|descend|finirait|"
    r"fini|atteint|respecte|dépasse)"
)
SHIFTED = r"(?: tout juste| déjà| encore| désormais| au moins| au plus| près)*"
OF_A_MEASURE = re.compile(
    rf"(?:\b{MEASURE}(?: moyenn?e?| à date| de l’année)*(?: {IS_AT})?{SHIFTED}(?: de| à|,| :| \()? ?"
    rf"|\b{IS_AT}{SHIFTED} (?:de |à )|\bpour |\bcontre |\bau lieu de |\bentre (?:[^.;]{{1,20}} et )?|\(|: ?)$",
    re.IGNORECASE,
)
OF_A_GAP = re.compile(
    r"\b(?:manque|manquent|écart|soit|gagne|perd)(?: encore| au plus| est| de)* ?$", re.IGNORECASE
)
LACKING = re.compile(r" de (?:trop|plus|moins)\b", re.IGNORECASE)
GAP = "ecart"


def plain(text: str) -> str:
    """As it is compared: whatever spaces and minus signs were typed."""
    return re.sub(r"\s+", " ", text.translate(PLAIN))


def cites(text: str, figure: str, key: str = "") -> bool:
    """Whether the text has the figure as a whole: `2` is not in `12`, nor in `2,5`. `key` is its own."""
    return next(found_in(text, figure, key), None) is not None


def found_in(text: str, figure: str, key: str = "") -> Iterator[re.Match[str]]:
    """Where the figure is in the text."""
    is_bare = BARE.fullmatch(plain(figure)) is not None
    for found in _pattern(figure).finditer(text):
        if not is_bare or _is_measured(plain(text[: found.start()]), plain(text[found.end() :]), key):
            yield found


def _is_measured(before: str, after: str, key: str) -> bool:
    """Whether a short figure is said as one: the gap as what is lacking, any other one as what something is at."""
    is_gap = OF_A_GAP.search(before) is not None or LACKING.match(after) is not None
    return is_gap if key == GAP else not is_gap and OF_A_MEASURE.search(before) is not None


def numbers_left(text: str) -> list[str]:
    """Those that are no date, no code and no scale."""
    return NUMBER.findall(DATED.sub(" ", text))


@lru_cache(4096)
def _pattern(figure: str) -> re.Pattern[str]:
    """The figure with whatever spaces and minus signs were typed."""
    typed = "".join(ALIKE.get(letter, re.escape(letter)) for letter in plain(figure))
    return re.compile(rf"(?<![\d,.]){typed}(?!\d|[ \u00a0\u202f\u2009,.]\d)", re.IGNORECASE)
