"""The form of one month: a pair or a value as the indicator needs, or a typed absence; text is kept as it
was typed.
"""

from decimal import Decimal
from typing import Any

from django import forms

from cpg.shared import french
from cpg.shared.figures import plain
from cpg.shared.periods import Month
from dashboards.shared.forms import LONGEST_REASON, WholeNumberField
from indicators.domain.model import Absence, AbsenceKind, Amount, Fact, Pair
from indicators.models import Appreciation, Indicator
from indicators.parsing import FigureProblem, MonthTexts, read_month_over
from indicators.selectors import MonthRecord

VALUE = "valeur"
KINDS = [
    (VALUE, "Valeur"),
    (AbsenceKind.NON_DISPONIBLE.value, "Non disponible"),
    (AbsenceKind.SANS_OBJET.value, "Sans objet"),
]
APPRECIATIONS = [("", "Sans avis"), *((each.value, each.label) for each in Appreciation)]
FIGURES = ("numerator", "denominator", "value")
FIELD_OF_COLUMN = {
    "numerateur": "numerator",
    "denominateur": "denominator",
    "valeur": "value",
    "absence": "kind",
    "commentaire": "absence_reason",
}


class MonthVersionForm(forms.Form):
    """The version of the month that the page showed, and the answer to the reason of its return."""

    version = WholeNumberField()
    reponse = forms.CharField(required=False, max_length=LONGEST_REASON)


class MonthForm(forms.Form):
    """`fact` after a valid submission. Figures are read by the strict parser that files and the API use
    too.
    """

    kind = forms.ChoiceField(label="Nature", choices=KINDS, widget=forms.RadioSelect, initial=VALUE)
    numerator = forms.CharField(required=False, max_length=60)
    denominator = forms.CharField(required=False, max_length=60)
    value = forms.CharField(required=False, max_length=60)
    absence_reason = forms.CharField(label="Motif de l’absence", required=False, max_length=500)
    comment = forms.CharField(
        label="Commentaire", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    appreciation = forms.ChoiceField(
        label="Votre appréciation",
        required=False,
        choices=APPRECIATIONS,
        widget=forms.RadioSelect,
        initial="",
    )
    reason = forms.CharField(label="Motif de la correction", required=False, max_length=500)
    version = WholeNumberField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        indicator: Indicator,
        month: Month,
        needs_reason: bool,
        standing: MonthRecord | None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = initial_of(standing)
        super().__init__(*args, **kwargs)
        self.indicator, self.month, self.rules = indicator, month, indicator.rules_of(month)
        self.standing = standing.fact if standing else None
        self.needs_reason = needs_reason
        defined = indicator.defined
        if defined.takes_pair:
            del self.fields["value"]
            self.fields["numerator"].label = french.sentence(defined.numerator_label)
            self.fields["denominator"].label = french.sentence(defined.denominator_label)
            if self.rules.base is not None:
                self._show_base(self.rules.base)
        else:
            del self.fields["numerator"]
            del self.fields["denominator"]
            self.fields["value"].label = f"Valeur ({defined.unit})"
        if not needs_reason:
            del self.fields["reason"]
        for field in self.figures:
            field.field.widget.attrs.update(inputmode="decimal", autocomplete="off")
            field.field.widget.attrs["class"] = "chiffres"

    def _show_base(self, base: Decimal) -> None:
        """The numerator alone is asked; a pair entered before keeps its denominator until it is cleared."""
        held = f"Année de référence, {self.fields['denominator'].label}\u00a0: {french.trimmed(base)}."
        if isinstance(self.standing, Pair) and self.standing.denominator != base:
            self.fields["denominator"].help_text = f"{held} Videz ce champ pour vous y mesurer."
            return
        del self.fields["denominator"]
        self.fields["numerator"].help_text = held

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"].strip()
        if not reason:
            raise forms.ValidationError(
                "Donnez le motif de la correction, par exemple « chiffres inversés à la saisie »."
            )
        return reason

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = cleaned.get("kind", VALUE)
        texts = MonthTexts(
            numerator=cleaned.get("numerator", "") if kind == VALUE else "",
            denominator=cleaned.get("denominator", "") if kind == VALUE else "",
            value=cleaned.get("value", "") if kind == VALUE else "",
            absence="" if kind == VALUE else kind,
            absence_reason=cleaned.get("absence_reason", ""),
        )
        read = read_month_over(self.standing, self.rules, texts)
        if isinstance(read, tuple):
            for problem in read:
                self._add_problem(problem)
        else:
            cleaned["fact"] = read
        return cleaned

    def was_opened_on_another_version(self, standing: int) -> bool:
        """Whether somebody wrote since the form was shown. It shows this before any field is checked."""
        text: str = self["version"].data or ""
        try:
            shown: int = self.fields["version"].clean(text)
        except forms.ValidationError:
            return text.isascii() and text.isdecimal()  # A number too long for a version is none that exists.
        return shown != standing

    @property
    def figures(self) -> list[forms.BoundField]:
        """The fields that hold numbers: one, or the two parts of a pair."""
        return [self[name] for name in FIGURES if name in self.fields]

    @property
    def fact(self) -> Fact:
        fact: Fact = self.cleaned_data["fact"]
        return fact

    def _add_problem(self, problem: FigureProblem) -> None:
        name = FIELD_OF_COLUMN.get(problem.column, "")
        self.add_error(name if name in self.fields else None, problem.reason)


def initial_of(record: MonthRecord | None) -> dict[str, object]:
    """What the form starts with: what the month holds, as a person would type it."""
    if record is None:
        return {"version": 0, "kind": VALUE}
    words = {"comment": record.comment, "appreciation": record.appreciation}
    return {"version": record.version, "kind": VALUE} | words | _figures_of(record.fact)


def _figures_of(fact: Fact | None) -> dict[str, object]:
    match fact:
        case Pair(numerator, denominator):
            return {"numerator": plain(numerator), "denominator": plain(denominator)}
        case Amount(value):
            return {"value": plain(value)}
        case Absence(kind, reason):
            return {"kind": kind.value, "absence_reason": reason}
        case None:
            return {}
