"""What the address of the board asks to see: a year, and one thing to look for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404

from accounts.clock import localdate
from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.completeness.board import Filter
from dashboards.shared.forms import AddressForm, WholeNumberField


class BoardFilters(AddressForm):
    """`?annee=2025&filtre=retard`. A year that the contract does not have, or that has not come, is a 404."""

    annee = WholeNumberField()
    filtre = forms.ChoiceField(choices=[(each.value, each.label) for each in Filter])

    def __init__(self, contract: Contract, query: Mapping[str, Any]) -> None:
        super().__init__(query)
        today = localdate()
        last = min(max(today.year, contract.first_year), contract.last_year)
        self.years = tuple(range(last, contract.first_year - 1, -1))
        # In January people still enter December.
        usual = min(max(Month.of(today).plus(-1).year, contract.first_year), last)
        self.year: int = self.asked["annee"] or usual
        if "annee" in self.errors or self.year not in self.years:
            raise Http404
        self.filter = Filter(self.asked["filtre"]) if self.asked["filtre"] else None
