"""What the address of the board asks to see: one kind of debt, one person."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms

from dashboards.reminders.debts import DebtKind
from dashboards.shared.forms import AddressForm


class OwedFilters(AddressForm):
    """`?filtre=renvois&personne=camille`; what is unknown is no filter."""

    filtre = forms.ChoiceField(choices=[(each.value, each.label) for each in DebtKind])
    personne = forms.CharField(max_length=150)

    def __init__(self, query: Mapping[str, Any]) -> None:
        super().__init__(query)
        self.kind = DebtKind(self.asked["filtre"]) if self.asked["filtre"] else None
        self.person: str = self.asked["personne"] or ""

    @property
    def kept(self) -> str:
        """The address of the same view."""
        asked = {"filtre": self.kind.value if self.kind else "", "personne": self.person}
        given = {name: value for name, value in asked.items() if value}
        return f"?{urlencode(given)}" if given else ""
