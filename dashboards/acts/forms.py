"""What the address of the journal asks to see."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core import validators

from dashboards.acts.kinds import ActKind
from dashboards.shared.forms import AddressForm, WholeNumberField

LONGEST_TEXT = 100
DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
UNREADABLE_DAY = "Écrivez un jour comme 31/12/2026."
# What narrows the acts; the others say which page of them.
FILTERS = ("texte", "acte", "personne", "objet", "du", "au")


def day_field(label: str) -> forms.DateField:
    """A day within the years that a contract may have: the first and last days of the calendar are no moments."""
    return forms.DateField(
        label=label,
        input_formats=DAYS,
        validators=[validators.MinValueValidator(FIRST_DAY), validators.MaxValueValidator(LAST_DAY)],
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), UNREADABLE_DAY),
    )


class JournalFilters(AddressForm):
    """`?texte=panne&acte=renvoi&personne=camille&objet=R1&du=2026-01-01&au=2026-03-31`, and `avant` or `apres`, the
    number of an act. A date that cannot be read is shown with what to write; any other wrong value is no filter.
    """

    texte = forms.CharField(initial="", max_length=LONGEST_TEXT)
    acte = forms.ChoiceField(initial="", choices=[(each.value, each.label) for each in ActKind])
    personne = forms.CharField(initial="")
    objet = forms.CharField(initial="")
    du = day_field("Du")
    au = day_field("Au")
    avant = WholeNumberField(min_value=1)
    apres = WholeNumberField(min_value=0)

    def __init__(self, query: Mapping[str, Any]) -> None:
        super().__init__(query)
        self.kind = ActKind(self.asked["acte"]) if self.asked["acte"] else None

    def forget(self, name: str) -> None:
        """What names nothing of this contract is no filter."""
        self.asked[name] = ""

    @property
    def kept(self) -> dict[str, str]:
        """The filters as addresses write them, without the page."""
        return {name: str(self.asked[name]) for name in FILTERS if self.asked[name]}

    @property
    def is_active(self) -> bool:
        return bool(self.kept)

    @property
    def query(self) -> str:
        return urlencode(self.kept)

    @property
    def moments(self) -> tuple[datetime | None, datetime | None]:
        """From the start of the first day to the end of the last one, Paris time; the second is excluded."""
        first, last = self.asked["du"], self.asked["au"]
        paris = ZoneInfo(settings.TIME_ZONE)
        return (
            datetime.combine(first, time.min, tzinfo=paris) if first else None,
            datetime.combine(last + timedelta(days=1), time.min, tzinfo=paris) if last else None,
        )
