"""The effect that somebody declares of an action on an indicator, as they type it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from commitments.models import Contract, EffectRevision
from cpg.shared import french
from cpg.shared.figures import NotANumberError, plain, read_number
from cpg.shared.periods import Month, months_of_year
from dashboards.shared.effect_words import PERIODS
from dashboards.shared.forms import LONGEST_REASON, REASON_TOO_LONG, MonthField, WholeNumberField
from indicators.action_effects import declared_by
from indicators.domain.action_effect.declared import DeclaredEffect
from indicators.models import Indicator
from indicators.parsing import NOT_A_NUMBER

LONGEST_COMMENT = 1000
POINTS = ("pt", "pts", "point", "points")
# The field beside which a refusal is told, by its code.
FIELD_OF_CODE = {
    "nothing_expected": "effet",
    "too_precise": "effet",
    "too_large": "effet",
    "wrong_order": "plein",
    "start_outside": "depuis",
    "full_outside": "plein",
    "reason_missing": "motif",
}


class AmountField(forms.CharField):
    """A signed number in the unit of the indicator; a percentage changes by points."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "text", "class": "chiffres", "autocomplete": "off"})
        super().__init__(max_length=60, widget=widget, **options)
        self.units: tuple[str, ...] = ()

    def clean(self, value: Any) -> Decimal:
        text = super().clean(value)
        try:
            number, unit = read_number(text)
        except NotANumberError as error:
            raise forms.ValidationError(NOT_A_NUMBER, code="invalid") from error
        if unit and unit not in self.units:
            raise forms.ValidationError(f"Écrivez le nombre seul, {self.help_text}.", code="unit")
        return number


class EffectForm(forms.Form):
    effet = AmountField(
        label="De combien la valeur doit changer, au plein effet",
        error_messages={"required": "Donnez un nombre, avec un signe s’il s’agit d’une baisse."},
    )
    depuis = MonthField(
        label="À partir de",
        widget=forms.Select,
        help_text="Le premier mois dont la valeur doit en être changée.",
        error_messages={"required": "Choisissez le premier mois."},
    )
    plein = MonthField(
        label="Plein effet en",
        widget=forms.Select,
        required=False,
        help_text="Laissez vide si l’effet est entier dès le premier mois\u00a0; sinon il monte par parts égales.",
    )
    commentaire = forms.CharField(
        label="Sur quoi cela se fonde",
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    motif = forms.CharField(
        label="Pourquoi la déclaration change",
        required=False,
        max_length=LONGEST_REASON,
        error_messages={"max_length": REASON_TOO_LONG},
    )
    version = WholeNumberField(widget=forms.HiddenInput)

    def __init__(
        self,
        contract: Contract,
        indicator: Indicator,
        data: Mapping[str, str] | None = None,
        *,
        standing: EffectRevision | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(standing))
        fields: Any = self.fields
        definition = indicator.definition
        unit = "points" if definition.unit == "%" else definition.unit
        period = PERIODS[definition.frequency]
        fields["effet"].help_text = (
            f"en {unit} par {period}"
            if definition.accumulates
            else f"en {unit}, sur la valeur de chaque {period}"
        )
        own = {definition.unit, french.SHORT_UNITS.get(definition.unit, "")}
        fields["effet"].units = POINTS if definition.unit == "%" else tuple(own)
        months = [month for year in contract.years for month in months_of_year(year)]
        choices = [
            ("", "Choisir"),
            *((str(each), french.month_name(each.year, each.number)) for each in months),
        ]
        for name in ("depuis", "plein"):
            fields[name].widget.choices = choices
        if standing is None or standing.is_withdrawn:
            del fields["motif"]

    @property
    def effect(self) -> DeclaredEffect:
        start: Month = self.cleaned_data["depuis"]
        return DeclaredEffect(self.cleaned_data["effet"], start, self.cleaned_data["plein"] or start)


def _initial(standing: EffectRevision | None) -> dict[str, Any]:
    if standing is None:
        return {"version": 0}
    if standing.is_withdrawn:
        return {"version": standing.version}
    declared = declared_by(standing)
    return {
        "version": standing.version,
        "effet": plain(declared.amount),
        "depuis": declared.start,
        "plein": declared.full if declared.full != declared.start else "",
        "commentaire": standing.comment,
    }


class WithdrawalForm(forms.Form):
    motif = forms.CharField(
        required=False, max_length=LONGEST_REASON, error_messages={"max_length": REASON_TOO_LONG}
    )
    version = WholeNumberField()
