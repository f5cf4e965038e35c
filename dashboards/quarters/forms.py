"""Closing a quarter; reopening a month, and closing it again. Each form sends the version that was shown."""

from django import forms

from dashboards.shared.forms import UNREADABLE, WholeNumberField


def first_error(form: forms.Form) -> str:
    return str(next(iter(form.errors.values()))[0])


class SeenVersionForm(forms.Form):
    version = WholeNumberField(
        error_messages=dict.fromkeys(("required", "invalid", "max_value"), UNREADABLE),
    )


class ClosingForm(SeenVersionForm):
    """`reason` is for a new version of a quarter that is closed already."""

    reason = forms.CharField(required=False, max_length=500)


class ReopeningForm(SeenVersionForm):
    motif = forms.CharField(
        max_length=500, error_messages={"required": "Dites pourquoi ce mois est rouvert."}
    )
    jusquau = forms.DateField(
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={
            "required": "Dites jusqu’à quel jour ce mois est rouvert.",
            "invalid": "Écrivez ce jour comme 25/10/2025.",
        },
    )
