"""What the address of the grid asks to see, and what the grid sends: figures as texts, the version of a cell, and for
one cell its other fields.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.shared.forms import AddressForm, WholeNumberField
from indicators.parsing import MonthTexts

MONTHS_IN_YEAR = 12
# Older than any version: a write from it is a conflict, and the person sees what the month holds.
NO_VERSION = -1
PARTS = ("numerator", "denominator", "value")


class GridFilters(AddressForm):
    """`?annee=2025&mois=9&fiche=3`: a year, the month whose figures to date are shown, a fiche (0 for all)."""

    annee = WholeNumberField()
    mois = WholeNumberField(initial=0)
    fiche = WholeNumberField(initial=0)

    def __init__(self, contract: Contract, query: Mapping[str, Any], today: date) -> None:
        super().__init__(query)
        year = self.asked["annee"] or Month.of(today).plus(-1).year
        self.year: int = min(max(year, contract.first_year), contract.last_year)
        self.shown = shown_month(self.year, today, self.asked["mois"])
        self.fiche_number: int = self.asked["fiche"]

    @property
    def near(self) -> tuple[Month, Month]:
        """The columns that a small screen keeps."""
        return self.shown.plus(-1), self.shown


def shown_month(year: int, today: date, number: int) -> Month:
    """A month by its number, else the last one of that year that is over."""
    if 1 <= number <= MONTHS_IN_YEAR:
        return Month(year, number)
    return min(max(Month.of(today).plus(-1), Month(year, 1)), Month(year, MONTHS_IN_YEAR))


class CellForm(AddressForm):
    """The fields of one cell that are not figures, as its script sends them. `mois` is the month whose figures to date
    the page shows, by its number.
    """

    version = WholeNumberField(initial=NO_VERSION)
    mois = WholeNumberField(initial=0)
    motif = forms.CharField(initial="")


def version_of(text: str) -> int:
    """A version as a form of the whole grid wrote it."""
    try:
        version: int = WholeNumberField().clean(text)
    except ValidationError:
        return NO_VERSION
    return version


def texts_of(posted: Mapping[str, Any], prefix: str = "") -> MonthTexts:
    """The parts of a month, "" where none was sent."""
    return MonthTexts(**{part: str(posted.get(f"{prefix}{part}", "")) for part in PARTS})
