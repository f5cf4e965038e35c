"""The months of a file as people and spreadsheets write them: `2024-03`, `03/2024`, `mars 2024`, `janv-24`, the first
or the last day of the month; and its days.
"""

import re
from datetime import date

from commitments.ledger.tables.columns import plain_name
from cpg.shared.periods import Month

# Midnight may follow a day: that is how programs write a date.
TIME = r"(?:[ T](?:00:00(?::00(?:\.0+)?)?|23:59:59))?"
FORMS = (
    re.compile(rf"(?P<year>[0-9]{{4}})-(?P<month>[0-9]{{1,2}})(?:-(?P<day>[0-9]{{1,2}}){TIME})?"),
    re.compile(
        rf"(?:(?P<day>[0-9]{{1,2}})(?P<split>[/-]))?(?P<month>[0-9]{{1,2}})(?(split)(?P=split)|[/-])(?P<year>[0-9]{{4}}){TIME}"
    ),
)
NAMED = re.compile(r"(?P<name>[a-z]+)\.?[\s/-]*(?P<year>[0-9]{4}|[0-9]{2})")
# Each name in full, and the shortest beginning that only it has.
NAMES = (
    ("janvier", 3), ("fevrier", 3), ("mars", 3), ("avril", 3), ("mai", 3), ("juin", 4), ("juillet", 4), ("aout", 3),
    ("septembre", 3), ("octobre", 3), ("novembre", 3), ("decembre", 3),
)  # fmt: skip
NOT_A_MONTH = "Ce n’est pas un mois\u00a0: écrivez par exemple 2024-03, 03/2024 ou mars 2024."
SERIAL = re.compile(r"[3-6][0-9]{4}")
NOT_SHOWN_AS_A_DATE = "C’est le numéro d’une date du tableur\u00a0: donnez à la cellule un format de date."
OTHER_DAY = "Un mois s’écrit par son premier ou son dernier jour\u00a0: 2024-03-01 ou 31/03/2024."


def read_month_name(text: str) -> Month | str:
    """The month, or the reason why the text is none."""
    stripped = " ".join(text.split())
    for form in FORMS:
        if found := form.fullmatch(stripped):
            return _month(int(found["year"]), int(found["month"]), found["day"])
    if found := NAMED.fullmatch(plain_name(stripped)):
        number = month_number(found["name"])
        year = int(found["year"])
        if number:
            return Month(year if year > 99 else 2000 + year, number)
    return NOT_SHOWN_AS_A_DATE if SERIAL.fullmatch(stripped) else NOT_A_MONTH


def read_month_of_year(year: str, month: str) -> Month | str:
    """The month that two columns name: `2024` beside `3` or `mars`; or a whole month of that same year."""
    whole = read_month_name(month)
    if not re.fullmatch(r"[0-9]{4}", year.strip()):
        return "L’année s’écrit en quatre chiffres\u00a0: 2024." if year.strip() else whole
    if isinstance(whole, Month):
        return whole if whole.year == int(year) else "Ce mois n’est pas de l’année de la colonne annee."
    number = month_number(plain_name(month).rstrip("."))
    return Month(int(year), number) if number else NOT_A_MONTH


def month_number(word: str) -> int:
    """1 to 12 for `3`, `mars`, `sept`; 0 for what names no month."""
    if re.fullmatch(r"0?[1-9]|1[0-2]", word):
        return int(word)
    for number, (name, shortest) in enumerate(NAMES, start=1):
        if len(word) >= shortest and name.startswith(word):
            return number
    return 0


def read_day(text: str) -> date | None:
    """`2025-11-30` or `30/11/2025`; None for what is no day."""
    for form in FORMS:
        found = form.fullmatch(text.strip())
        if found and found["day"]:
            try:
                return date(int(found["year"]), int(found["month"]), int(found["day"]))
            except ValueError:
                return None
    return None


def _month(year: int, number: int, day: str | None) -> Month | str:
    if not (1 <= number <= 12 and year):
        return NOT_A_MONTH
    month = Month(year, number)
    is_its_end = day is None or int(day) in {1, month.last_day.day}
    return month if is_its_end else OTHER_DAY
