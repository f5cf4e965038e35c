"""Numbers, dates and lists as French typography writes them. Plain text in, plain text out."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

NO_BREAK = "\u00a0"
NARROW = "\u202f"
MINUS = "\u2212"

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
WORDS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
    "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf", "vingt", "vingt et un",
    "vingt-deux", "vingt-trois", "vingt-quatre", "vingt-cinq", "vingt-six", "vingt-sept", "vingt-huit",
    "vingt-neuf", "trente",
)  # fmt: skip
INVARIABLE = {"rendez-vous"}
SHORT_UNITS = {"%": "%", "jours": "j", "€": "€"}
# Three months: beyond, nobody counts in days.
LONGEST_IN_DAYS = 92
CUT = f"{NO_BREAK}… "


def number(value: Decimal | int, decimals: int | None = None) -> str:
    """`1 234,50` with narrow no-break spaces, `−5`; as many decimals as asked for, else as the number has."""
    exact = Decimal(value)
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{abs(exact):f}".partition(".")
    text = f"{int(whole):,}".replace(",", NARROW) + (f",{fraction}" if fraction else "")
    return f"{MINUS}{text}" if exact < 0 else text


def trimmed(value: Decimal) -> str:
    """The same without needless zeros: `85`, `89,5`."""
    is_whole = value == value.to_integral_value()
    return number(value.quantize(Decimal(1)) if is_whole else value.normalize())


def with_unit(value: Decimal | int, unit: str, decimals: int | None = None) -> str:
    """`92,5 %`, `75 j`, `1 176 893 €`, `45 611 rendez-vous`, with a no-break space before the unit."""
    text = number(value, decimals)
    named = SHORT_UNITS.get(unit, unit)
    return f"{text}{NO_BREAK}{named}" if named else text


def with_short_unit(text: str, unit: str) -> str:
    """Add `%`, `j` or `€`. Other units (a counted thing) are left to the label, where they are named once."""
    short = SHORT_UNITS.get(unit)
    return f"{text}{NO_BREAK}{short}" if short else text


def amount(value: Decimal, unit: str) -> str:
    """`85 %`, `89,5 j` without needless zeros; euros with their cents or without: `1 966 386,50 €`, `1 966 386 €`."""
    has_cents = unit == "€" and value != value.to_integral_value()
    return with_short_unit(number(value, 2) if has_cents else trimmed(value), unit)


def signed(value: Decimal | int, decimals: int | None = None) -> str:
    """`+1,25`, `−0,40`; zero has no sign."""
    text = number(value, decimals)
    return f"+{text}" if value > 0 and text.strip("0,") else text


def points(value: Decimal | int, decimals: int | None = None) -> str:
    """A difference of percentages: `+1,25 pt`."""
    return f"{signed(value, decimals)}{NO_BREAK}pt"


def month_name(year: int, month: int) -> str:
    return f"{MONTHS[month - 1]} {year}"


def month_short(year: int, month: int) -> str:
    return f"{SHORT_MONTHS[month - 1]} {year}"


def quarter_name(year: int, quarter: int) -> str:
    return f"{ordinal(quarter)} trimestre {year}"


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def long_day(value: date) -> str:
    """`1er janvier 2025`, `30 juin 2025`, the day bound to its month."""
    first = "1er" if value.day == 1 else str(value.day)
    return f"{first}{NO_BREAK}{month_name(value.year, value.month)}"


def moment(value: datetime) -> str:
    """`14/10/2025 à 9 h 12`; the caller gives local time."""
    return f"{value:%d/%m/%Y} à {hour(value)}"


def hour(value: datetime) -> str:
    """`9 h 12`; the caller gives local time."""
    return f"{value.hour}{NO_BREAK}h{NO_BREAK}{value:%M}"


def ordinal(value: int) -> str:
    return "1er" if value == 1 else f"{value}e"


def count_word(value: int, *, feminine: bool = False) -> str:
    """Zero to thirty in letters, figures beyond."""
    if not 0 <= value < len(WORDS):
        return number(value)
    word = WORDS[value]
    return f"{word}e" if feminine and word.endswith("un") else word


def plural(count: int, one: str, many: str) -> str:
    """French counts 0 and 1 in the singular."""
    return one if abs(count) < 2 else many


def counted(count: int, one: str, many: str) -> str:
    """`1 indicateur`, `2 617 indicateurs`: a number and what agrees with it. Every such agreement is made here."""
    return f"{number(count)}{NO_BREAK}{plural(count, one, many)}"


def counted_unit(amount: Decimal, unit: str) -> str:
    """The unit beside its number: units are stored in the plural, and French uses the plural from two on."""
    if abs(amount) >= 2:
        return unit
    return " ".join(word if word in INVARIABLE else word.removesuffix("s") for word in unit.split())


def bound(text: str) -> str:
    """Replace plain spaces around French punctuation by no-break ones, in texts of the contract."""
    text = re.sub(r" (?=[;!?])", NARROW, text)
    return re.sub(r" (?=[:»%€])|(?<=«) ", NO_BREAK, text)


def listing(items: Sequence[str]) -> str:
    """`R1, R2 et R3`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} et {items[-1]}"


def of_month(year: int, month: int) -> str:
    """`d’avril 2025`, `de mai 2025`."""
    name = month_name(year, month)
    return f"d’{name}" if name[0] in "ao" else f"de {name}"


def sentence(text: str) -> str:
    """With a capital."""
    return text[:1].upper() + text[1:]


def since(day: date, today: date) -> str:
    """How long something is late that was due that day: `depuis 45 j` under three months, then `depuis mars 2025`, or
    `depuis fin 2024` for the end of a year; "" while it is not.
    """
    days = (today - day).days
    if days <= 0:
        return ""
    if days < LONGEST_IN_DAYS:
        return f"depuis {number(days)}{NO_BREAK}j"
    if (day.month, day.day) == (12, 31):
        return f"depuis fin {day.year}"
    return f"depuis {month_name(day.year, day.month)}"


def cut(text: str, longest: int) -> str:
    """A long label without its middle, between words: what tells two labels apart is often at their end."""
    words = re.split(r"[ \n]+", text.strip())
    if len(" ".join(words)) <= longest:
        return " ".join(words)
    room = max(2, longest - len(CUT))
    end = " ".join(_words_in(words[::-1], room * 2 // 5)[::-1]) or words[-1][-(room * 2 // 5) :]
    start = " ".join(_words_in(words, room - len(end))) or words[0][: room - len(end)]
    return f"{start.rstrip(',;:')}{CUT}{end}"


def _words_in(words: Sequence[str], room: int) -> list[str]:
    """The first words that fit in that many characters."""
    kept: list[str] = []
    for word in words:
        room -= len(word) + bool(kept)
        if room < 0:
            break
        kept.append(word)
    return kept
