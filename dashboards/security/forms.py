"""What the address of the journal of security asks to see."""

from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core import validators
from django.db.models import Q, QuerySet

from accounts.models import SecurityEvent
from accounts.models.security import SecurityKind, SecurityTheme
from dashboards.shared.forms import AddressForm, WholeNumberField

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
UNREADABLE_DAY = "Écrivez un jour comme 31/12/2026."
FILTERS = ("texte", "sorte", "du", "au")
PEOPLE = ("actor", "subject")
NAMES = ("username", "first_name", "last_name")


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        validators=[validators.MinValueValidator(FIRST_DAY), validators.MaxValueValidator(LAST_DAY)],
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), UNREADABLE_DAY),
    )


class SecurityFilters(AddressForm):
    """`?texte=camille&sorte=refus&du=2026-01-01&au=2026-03-31`, and `avant`, the number of an event."""

    texte = forms.CharField(initial="", max_length=100)
    sorte = forms.ChoiceField(initial="", choices=[(each.value, each.label) for each in SecurityTheme])
    du = _day("Du")
    au = _day("Au")
    avant = WholeNumberField(min_value=1)

    @property
    def kept(self) -> dict[str, str]:
        return {name: str(self.asked[name]) for name in FILTERS if self.asked[name]}

    @property
    def is_active(self) -> bool:
        return bool(self.kept)

    @property
    def query(self) -> str:
        return urlencode(self.kept)

    def keep(self, events: "QuerySet[SecurityEvent]") -> "QuerySet[SecurityEvent]":
        if theme := self.asked["sorte"]:
            events = events.filter(kind__in=[each.value for each in SecurityKind if each.theme == theme])
        paris = ZoneInfo(settings.TIME_ZONE)
        if first := self.asked["du"]:
            events = events.filter(happened_at__gte=datetime.combine(first, time.min, tzinfo=paris))
        if last := self.asked["au"]:
            end = datetime.combine(last + timedelta(days=1), time.min, tzinfo=paris)
            events = events.filter(happened_at__lt=end)
        return events.filter(self._sought()) if self.asked["texte"] else events

    def _sought(self) -> Q:
        """In names of accounts, addresses and what the application wrote."""
        text = self.asked["texte"]
        found = Q(address__istartswith=text) | Q(detail__icontains=text)
        for person in PEOPLE:
            for name in NAMES:
                found |= Q(**{f"{person}__{name}__icontains": text})
        return found
