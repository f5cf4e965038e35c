"""Closing a quarter, confirming its rows, waiving its points; reopening it or a month; closing a month again. Each form
sends what was shown.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from commitments.ledger.refusals import Refusal
from cpg.shared.periods import Quarter
from dashboards.shared.forms import LONGEST_REASON, REASON_TOO_LONG, UNREADABLE, AddressForm, WholeNumberField

IN_WORDS = dict.fromkeys(("required", "invalid", "max_value"), UNREADABLE)
CONFIRM = "Cochez la case qui dit que vous avez relu ces lignes et que vous closez le trimestre."


# The field that a refusal of the verb is about.
FIELDS = {
    "reason_missing": ("motif", "reason"),
    "end_in_the_past": ("jusquau",),
    "nothing_ticked": ("point",),
}


def first_error(form: forms.Form) -> str:
    return str(next(iter(form.errors.values()))[0])


def refuse_field(form: forms.Form, refusal: Refusal) -> None:
    """Put the refusal of a verb at the field that it is about, if there is one."""
    for name in FIELDS.get(refusal.code, ()):
        if name in form.fields and not form.errors:
            form.add_error(name, refusal.message)


class SeenVersionForm(forms.Form):
    version = WholeNumberField(error_messages=IN_WORDS, widget=forms.HiddenInput)


class ClosingForm(SeenVersionForm):
    """`vu` is the digest of the checklist that was shown; `reason` is for a new version of a quarter that is closed
    already.
    """

    vu = forms.CharField(
        max_length=64,
        error_messages={"required": UNREADABLE, "max_length": UNREADABLE},
        widget=forms.HiddenInput,
    )
    reason = forms.CharField(
        label="Motif de la nouvelle version",
        required=False,
        max_length=LONGEST_REASON,
        error_messages={"max_length": REASON_TOO_LONG},
    )
    confirme = forms.BooleanField(label="J’ai relu et je clos", error_messages={"required": CONFIRM})


class SeenField(forms.Field):
    """What was ticked, as it was shown; the verb refuses what it does not know."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[str]:
        return [str(each) for each in value or []]


class ReadingForm(forms.Form):
    """The rows of a fiche, as they were shown."""

    ligne = SeenField(error_messages={"required": UNREADABLE}, widget=forms.MultipleHiddenInput)
    fiche = WholeNumberField(required=False, error_messages=IN_WORDS, widget=forms.HiddenInput)


class WaiverForm(forms.Form):
    """The points that are ticked, and one reason for them; the verb asks for the reason."""

    point = SeenField(label="Ce qui est levé", required=False)
    motif = forms.CharField(
        label="Motif",
        required=False,
        max_length=LONGEST_REASON,
        error_messages={"max_length": REASON_TOO_LONG},
    )


class Until(forms.Form):
    """Until which day something is reopened, and why."""

    motif = forms.CharField(
        label="Motif de la réouverture",
        max_length=LONGEST_REASON,
        error_messages={"required": "Dites pourquoi ce mois est rouvert.", "max_length": REASON_TOO_LONG},
    )
    jusquau = forms.DateField(
        label="Rouvert jusqu’au (compris)",
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={
            "required": "Dites jusqu’à quel jour ce mois est rouvert.",
            "invalid": "Écrivez ce jour comme 25/10/2025.",
        },
    )


class ReopeningForm(SeenVersionForm, Until):
    """One month."""


class QuarterReopeningForm(Until):
    """The three months of a quarter; the field of each is named as the month and holds the version that was shown."""

    def __init__(self, quarter: Quarter, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="%s-rouvrir")
        self.quarter = quarter
        for month in quarter.months:
            self.fields[str(month)] = WholeNumberField(error_messages=IN_WORDS, widget=forms.HiddenInput)
        self.fields["motif"].error_messages["required"] = "Dites pourquoi ces mois sont rouverts."
        self.fields["jusquau"].error_messages["required"] = "Dites jusqu’à quel jour ils sont rouverts."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if any(str(month) in self.errors for month in self.quarter.months):
            raise ValidationError(UNREADABLE)
        return cleaned


class ComparisonForm(AddressForm):
    """`?etat=2026T3-v2&depuis=2026T2-v1`: keys of states; what is none of those offered is left out."""

    etat = forms.CharField(max_length=20)
    depuis = forms.CharField(max_length=20)
