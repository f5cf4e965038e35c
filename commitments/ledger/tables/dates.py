"""The months of a file: `2024-03`, `2024-03-01`, `03/2024`, `01/03/2024`; and its days."""

import re
from datetime import date

from cpg.shared.periods import Month

FORMS = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2}))?"),
    re.compile(r"(?:(?P<day>[0-9]{1,2})/)?(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})"),
)


def read_month_name(text: str) -> Month | str:
    """The month, or the reason why the text is none."""
    for form in FORMS:
        if found := form.fullmatch(text.strip()):
            if found["day"] is not None and int(found["day"]) != 1:
                return "Un mois s’écrit par son premier jour : 2024-03-01 ou 01/03/2024."
            if 1 <= int(found["month"]) <= 12:
                return Month(int(found["year"]), int(found["month"]))
    return "Ce n’est pas un mois : écrivez par exemple 2024-03 ou 03/2024."


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
