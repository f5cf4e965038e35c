"""First year and weight of one indicator, as they are typed in an avenant."""

from collections.abc import Mapping
from decimal import Decimal

from django import forms
from django.http import QueryDict

from cpg.shared import french
from cpg.shared.figures import plain
from dashboards.shared.forms import WholeNumberField
from dashboards.targets.signed import ChangedTerm, Terms, changes_of_terms
from dashboards.targets.target_form import NumberField
from indicators.domain.deciding import first_year_objection, weight_objection
from indicators.domain.entry import EntryRules
from indicators.domain.signing import Objection
from indicators.models import Indicator

NAMES = ("premier", "poids")
LAST_YEAR = 9999
WEIGHT = EntryRules("", 2, takes_pair=False, numerator_bounded=False)


class TermsForm(forms.Form):
    """Nothing typed is a first year still to be settled, a weight that is not set."""

    premier = WholeNumberField(
        max_value=LAST_YEAR,
        required=False,
        error_messages={
            "invalid": "Écrivez un exercice, comme 2026.",
            "max_value": "Écrivez un exercice, comme 2026.",
        },
    )
    poids = NumberField(WEIGHT)

    def __init__(self, indicator: Indicator, in_force: Terms, data: Mapping[str, str] | None) -> None:
        super().__init__(data, prefix=indicator.code, initial=texts_of_terms(in_force))
        self.indicator, self.in_force = indicator, in_force
        self.fields["premier"].label = f"Premier exercice {indicator.code}"
        self.fields["poids"].label = f"Poids {indicator.code}"
        self.full_clean()

    def clean_premier(self) -> int | None:
        year: int | None = self.cleaned_data["premier"]
        return self._checked(year, first_year_objection(self.indicator.contract.years, year))

    def clean_poids(self) -> Decimal | None:
        weight: Decimal | None = self.cleaned_data["poids"]
        return self._checked(weight, weight_objection(weight))

    @staticmethod
    def _checked[Value](value: Value, objection: Objection | None) -> Value:
        if objection is not None:
            raise forms.ValidationError(french.sentence(objection.message))
        return value

    @property
    def decided(self) -> Terms:
        """What is typed, or what is in force where that cannot be read."""
        given = self.cleaned_data if self.is_bound else {}
        return given.get("premier", self.in_force[0]), given.get("poids", self.in_force[1])

    @property
    def first_year(self) -> int | None:
        return self.decided[0]

    @property
    def weight(self) -> Decimal | None:
        return self.decided[1]

    @property
    def is_changed(self) -> bool:
        return self.decided != self.in_force

    @property
    def changes(self) -> list[ChangedTerm]:
        return changes_of_terms(self.indicator, self.in_force, self.decided)


def texts_of_terms(terms: Terms) -> dict[str, str]:
    """First year and weight as fields hold them, "" for none."""
    first_year, weight = terms
    return {
        "premier": "" if first_year is None else str(first_year),
        "poids": "" if weight is None else plain(weight),
    }


def typed_terms(sent: QueryDict, indicator: Indicator, was_shown: Terms, in_force: Terms) -> dict[str, str]:
    """A field that nobody touched follows what is in force, as those of the targets do."""
    shown, now = texts_of_terms(was_shown), texts_of_terms(in_force)
    typed = {}
    for each in NAMES:
        name = f"{indicator.code}-{each}"
        text = sent.get(name, now[each])
        typed[name] = now[each] if text == shown[each] else text
    return typed
