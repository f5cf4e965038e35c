"""What the address of the grid asks to see."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.shared.forms import AddressForm, WholeNumberField

MONTHS_IN_YEAR = 12


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
