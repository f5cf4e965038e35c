"""A figure as a contract writes it, and the doubts that its writing leaves."""

import re
from dataclasses import dataclass

from indicators.reading.source import spaced

DASHES = "-−–—"
NUMBER = re.compile(
    rf"(?P<sign>[{DASHES}+]\s?)?(?P<whole>\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+|\d+)(?:(?P<mark>[.,])(?P<rest>\d+))?"
    r"\s?(?P<unit>%|[kM]?€|euros?|jours?|j|J|points?|pts?)?"
)
UNITS = {
    "j": "jours",
    "jour": "jours",
    "jours": "jours",
    "euro": "€",
    "euros": "€",
    "pt": "points",
    "pts": "points",
}
LATER = re.compile(
    r"(?i)trajectoires? ser(?:a|ont)|à (?:définir|déterminer|fixer|préciser)|"
    r"ser(?:a|ont) (?:calculé|défini|fixé|précisé)"
)
MOST_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Level:
    """`value` with a point for its decimals, "" where there is none; `doubt` says why it may be read otherwise."""

    text: str
    value: str = ""
    unit: str = ""
    is_dash: bool = False
    is_later: bool = False
    doubt: str = ""

    @property
    def is_unread(self) -> bool:
        return bool(self.text) and not (self.value or self.is_dash or self.is_later)


def level_of(text: str) -> Level:
    """The level that a whole cell holds."""
    text = spaced(text)
    if text and not text.strip(DASHES + " "):
        return Level(text, is_dash=True)
    if LATER.search(text):
        return Level(text, is_later=True)
    matched = NUMBER.fullmatch(text)
    if matched is None:
        return Level(text, doubt=f"«\u00a0{text}\u00a0» n’est pas un nombre seul." if text else "")
    whole = re.sub(r"\D", "", matched["whole"])
    rest = matched["rest"] or ""
    if len(rest) > MOST_DECIMALS or len(whole) > 10:
        return Level(text, doubt=f"«\u00a0{text}\u00a0» a trop de chiffres.")
    doubt = ""
    if len(rest) == 3 and len(whole) <= 3 and whole.strip("0"):
        doubt = f"«\u00a0{text}\u00a0» peut se lire {whole},{rest} ou {whole}{rest}."
    sign = "-" if (matched["sign"] or "").strip() and (matched["sign"] or "+").strip() in DASHES else ""
    value = f"{sign}{int(whole)}" + (f".{rest}" if rest else "")
    unit = matched["unit"] or ""
    return Level(text, value, UNITS.get(unit.lower(), unit), doubt=doubt)
