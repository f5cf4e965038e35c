"""What an address asks to decide on: ranges of months, and indicators by name, by fiche, by code or all of them; or the
periods of an act that is to be withdrawn.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month, months_between
from dashboards.neutralisations.acts import Act
from dashboards.shared.forms import MonthField, WholeNumberField
from dashboards.shared.ticked import ROWS_AT_MOST
from indicators.domain import is_due_by_calendar
from indicators.models import Indicator

RANGES = (("du", "au"), ("du_2", "au_2"))
NO_INDICATOR = "Choisissez des indicateurs\u00a0: tous, une fiche, une case ou un code."
TOO_MANY = "Ce choix fait {} périodes, et un acte en prend {} au plus\u00a0: réduisez-le."
UNKNOWN_ACT = "Cet acte n’a rien neutralisé dans ce contrat\u00a0: choisissez-le dans la liste."


class Sense(StrEnum):
    NEUTRALISE = "neutraliser"
    WITHDRAW = "lever"

    @property
    def label(self) -> str:
        return "Neutraliser" if self is Sense.NEUTRALISE else "Lever la neutralisation"


class SelectionForm(forms.Form):
    """`?du=2025-01&au=2025-03&fiche=2&indicateur=R1&codes=R4-R6`; or `?acte=12`, with any of these for a part of it."""

    sens = forms.ChoiceField(
        choices=[(each.value, each.value) for each in Sense], required=False, label="Décision"
    )
    acte = WholeNumberField(required=False)
    du = MonthField(required=False, label="Premier mois")
    au = MonthField(required=False, label="Dernier mois")
    du_2 = MonthField(required=False, label="Autre plage, premier mois")
    au_2 = MonthField(required=False, label="Autre plage, dernier mois")
    tous = forms.BooleanField(required=False, label="Indicateurs")
    # Its boxes are among those of the indicators.
    fiche = forms.MultipleChoiceField(
        required=False, label="Fiches", widget=forms.SelectMultiple(attrs={"id": "id_indicateur"})
    )
    codes = forms.CharField(required=False, max_length=500, label="Codes")
    indicateur = forms.MultipleChoiceField(required=False, label="Indicateurs")

    def __init__(
        self, query: QueryDict, contract: Contract, indicators: Sequence[Indicator], acts: Sequence[Act]
    ) -> None:
        self.is_asked = any(name in query for name in ("acte", "du", "codes", "tous", "fiche", "indicateur"))
        super().__init__(query if self.is_asked else None)
        self.contract = contract
        self.listed = indicators
        self.acts = acts
        self.act: Act | None = None
        self.months: frozenset[Month] = frozenset()
        self.chosen: tuple[Indicator, ...] = ()
        positions = sorted({each.fiche.position for each in indicators})
        self.fields["fiche"].choices = [(str(each), str(each)) for each in positions]  # type: ignore[attr-defined]
        self.fields["indicateur"].choices = [(each.code, each.code) for each in indicators]  # type: ignore[attr-defined]

    @property
    def sense(self) -> Sense:
        return Sense.WITHDRAW if self.act or self["sens"].value() == Sense.WITHDRAW else Sense.NEUTRALISE

    @property
    def is_neutralised(self) -> bool:
        """Whether the periods are to be neutralised, rather than counted again."""
        return self.sense is Sense.NEUTRALISE

    @property
    def name(self) -> str:
        """The same for the same address: what is typed beside it is kept under this name."""
        act = [f"l’acte n°\u00a0{self.act.change.sequence}"] if self.act else []
        codes = [", ".join(each.code for each in self.chosen)] if self.chosen else []
        return ", ".join([self.sense.label, *act, *self._ranges_given(), *codes])

    def clean_du(self) -> Month | None:
        return self._of_contract("du")

    def clean_au(self) -> Month | None:
        return self._of_contract("au")

    def clean_du_2(self) -> Month | None:
        return self._of_contract("du_2")

    def clean_au_2(self) -> Month | None:
        return self._of_contract("au_2")

    def clean_codes(self) -> list[str]:
        return [each.code for each in _named(self.cleaned_data["codes"], self.listed)]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        self.act = self._act(given.get("acte"))
        self.months = frozenset(month for names in RANGES for month in self._range(*names))
        codes = {*given.get("indicateur", ()), *given.get("codes", ())}
        fiches = set(given.get("fiche", ()))
        self.chosen = tuple(
            each
            for each in self.listed
            if given.get("tous") or each.code in codes or str(each.fiche.position) in fiches
        )
        if self.act is None and not self.errors:
            self._require_both()
        if (count := len(self.places)) > ROWS_AT_MOST:
            self.add_error("au", TOO_MANY.format(french.number(count), french.number(ROWS_AT_MOST)))
        return given

    @property
    def places(self) -> list[tuple[Indicator, Month]]:
        """The due months, by indicator; of an act, those that it neutralised."""
        if self.act is None:
            return [
                (each, month)
                for each in self.chosen
                for month in sorted(self.months)
                if is_due_by_calendar(each.definition, each.first_year, month)
            ]
        by_pk = {each.pk: each for each in self.chosen or self.listed}
        return [
            (by_pk[each.decision.indicator_id], each.month)
            for each in self.act.periods
            if each.decision.indicator_id in by_pk and (not self.months or each.month in self.months)
        ]

    def _require_both(self) -> None:
        if not self.months:
            self.add_error("du", "Choisissez un mois.")
        if not self.chosen:
            self.add_error("tous", NO_INDICATOR)

    def _of_contract(self, name: str) -> Month | None:
        month: Month | None = self.cleaned_data[name]
        if month is not None and month.year not in self.contract.years:
            raise ValidationError("Ce mois est hors du contrat.")
        return month

    def _act(self, sequence: int | None) -> Act | None:
        if sequence is None:
            return None
        act = next((each for each in self.acts if each.change.sequence == sequence), None)
        if act is None or not act.is_neutralised:
            self.add_error("acte", UNKNOWN_ACT)
            return None
        return act

    def _ranges_given(self) -> Iterator[str]:
        for names in RANGES:
            months = list(self._range(*names)) if self.is_valid() else []
            ends = [
                french.month_name(each.year, each.number) for each in dict.fromkeys(months[:1] + months[-1:])
            ]
            if ends:
                yield " à ".join(ends)

    def _range(self, first: str, last: str) -> Iterator[Month]:
        """One month where only one is given."""
        given = [self.cleaned_data[name] for name in (first, last) if self.cleaned_data.get(name)]
        if given and given[0] > given[-1]:
            before, after = (french.month_name(each.year, each.number) for each in reversed(given))
            self.add_error(last, f"{french.sentence(before)} vient avant {after}\u00a0: échangez-les.")
        elif given:
            yield from months_between(given[0], given[-1])


def _named(text: str, indicators: Sequence[Indicator]) -> Iterator[Indicator]:
    """`R1, R4-R6` or `r1 r4 à r6`."""
    by_code = {each.code.upper(): rank for rank, each in enumerate(indicators)}
    joined = re.sub(r"\s+(?:à|-|\u2013)\s+|(?<=\w)\u2013(?=\w)", "-", text)
    for word in re.split(r"[\s,;]+", joined.strip()):
        if not word:
            continue
        ends = [word] if word.upper() in by_code else word.split("-", 1)
        ranks = [by_code.get(each.upper()) for each in ends]
        if None in ranks:
            raise ValidationError(f"«\u00a0{word}\u00a0» n’est pas un indicateur de ce contrat.")
        first, last = sorted(rank for rank in (ranks[0], ranks[-1]) if rank is not None)
        yield from indicators[first : last + 1]
