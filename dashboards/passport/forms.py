"""What an address asks of a passport, and what is written in one."""

from collections.abc import Mapping
from typing import Any

from django import forms

from dashboards.shared.forms import LONGEST_REASON, REASON_TOO_LONG, AddressForm, WholeNumberField
from indicators.passports import LONGEST_TEXT, RUBRICS, Passport

TOO_LONG = f"Ce texte est trop long\u00a0: {LONGEST_TEXT} caractères au plus."


class DayForm(AddressForm):
    """`?au=2025-07-15`: as known at the end of that day. What is no day shows the present."""

    au = forms.DateField(input_formats=["%Y-%m-%d"])


class PassportForm(forms.Form):
    """One field a rubric, named by its key; `version` is that of the definition that was read."""

    def __init__(self, passport: Passport, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"version": passport.version, **passport.texts})
        self.fields["version"] = WholeNumberField(widget=forms.HiddenInput)
        for rubric in RUBRICS:
            self.fields[rubric.key] = forms.CharField(
                label=rubric.title,
                help_text=rubric.hint,
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"max_length": TOO_LONG},
            )
        self.fields["motif"] = forms.CharField(
            label="Motif",
            help_text="Ce qui a fait écrire ou changer ces rubriques\u00a0: il reste dans l’historique.",
            max_length=LONGEST_REASON,
            error_messages={"required": "Donnez le motif.", "max_length": REASON_TOO_LONG},
        )

    def from_version(self, passport: Passport) -> "PassportForm":
        """The same texts, as if they had been typed on that version."""
        return PassportForm(passport, {**dict(self.data.items()), "version": str(passport.version)})

    @property
    def texts(self) -> dict[str, str]:
        return {rubric.key: self.cleaned_data[rubric.key] for rubric in RUBRICS}

    @property
    def rubrics(self) -> list[Any]:
        return [self[rubric.key] for rubric in RUBRICS]
