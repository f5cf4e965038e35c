"""Whose score « Ce qui a changé » takes apart: that of the contract, of a theme or of an indicator."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from dashboards.shared.forms import AddressForm
from indicators.models import Indicator

THEME = "theme-"


@dataclass(frozen=True, slots=True)
class Scope:
    """`key` as the address names it, "" for the contract; `codes` are those of its indicators, None for all."""

    key: str
    name: str
    codes: frozenset[str] | None = None


CONTRACT = Scope("", "Tout le contrat")


class ScopeForm(AddressForm):
    """`?score=theme-2`, `?score=R5`; anything else is the contract."""

    score = forms.CharField(initial="")


def scopes_of(indicators: Sequence[Indicator]) -> list[Scope]:
    """The contract, its themes, its indicators, in order. The indicators come with their themes."""
    themes = {each.theme.position: each.theme for each in indicators}
    return [
        CONTRACT,
        *(
            Scope(
                f"{THEME}{position}",
                themes[position].title,
                frozenset(each.code for each in indicators if each.theme.position == position),
            )
            for position in sorted(themes)
        ),
        *(
            Scope(each.code, f"{each.short_label} ({each.code})", frozenset({each.code}))
            for each in indicators
        ),
    ]


def chosen_scope(query: QueryDict, scopes: Sequence[Scope]) -> Scope:
    asked = ScopeForm(query).asked["score"]
    return next((each for each in scopes if each.key == asked), CONTRACT)
