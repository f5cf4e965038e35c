"""Deciding on the periods of a selection: those that stay ticked, with one reason."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django import forms
from django.http import QueryDict

from cpg.shared.periods import Month
from dashboards.neutralisations.periods import Place, digest_of, key_of
from dashboards.shared.forms import LONGEST_REASON, REASON_TOO_LONG, UNREADABLE
from dashboards.shared.ticked import TickedField, month_of_key

NOTHING_TICKED = "Cochez au moins une période."
OTHER_EFFECT = (
    "L’effet montré n’était pas celui des périodes cochées\u00a0: relisez-le, recalculé, puis enregistrez."
)
HELD_BACK = "Cochez pour décider des autres sans celles qui sont refusées, ou changez le choix."


class FormButton(StrEnum):
    SEE = "voir"
    RECORD = "enregistrer"


class PeriodsField(TickedField):
    """`R1/2025-03/0`, any number of times: a period, and the version of its decision that the person saw."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[tuple[str, Month, int]]:  # type: ignore[override]
        try:
            return [(*month_of_key(key), version) for key, version in super().to_python(value)]
        except (ValueError, forms.ValidationError) as error:
            raise forms.ValidationError(UNREADABLE) from error


class DecisionForm(forms.Form):
    """`sans` says that the periods of the selection that are refused are left out; `effet` is the digest of those whose
    effect was shown.
    """

    acte = forms.ChoiceField(
        choices=[(each.value, each.value) for each in FormButton],
        widget=forms.HiddenInput,
        error_messages={"required": UNREADABLE, "invalid_choice": UNREADABLE},
    )
    periode = PeriodsField(required=False, label="Périodes")
    sans = forms.BooleanField(required=False, label="Périodes refusées")
    effet = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    motif = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        label="Motif",
        error_messages={"max_length": REASON_TOO_LONG},
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)

    @property
    def records(self) -> bool:
        return bool(self.cleaned_data.get("acte") == FormButton.RECORD)

    @property
    def ticked(self) -> Mapping[Place, int] | None:
        """The version that was seen of each ticked period; None before the person ticked anything."""
        if not self.is_bound:
            return None
        given = self.cleaned_data.get("periode", ())
        return {(code, month): version for code, month, version in given}

    def require(self, *, has_held_back: bool, no_reason: str) -> None:
        """Refuse everything that is missing to record, at once."""
        if not self.errors:
            self._require_ticked_and_seen()
        if has_held_back and not self.cleaned_data["sans"]:
            self.add_error("sans", HELD_BACK)
        if not self.cleaned_data["motif"]:
            self.add_error("motif", no_reason)

    def _require_ticked_and_seen(self) -> None:
        keys = [key_of(*each) for each in self.cleaned_data["periode"]]
        if not keys:
            self.add_error("periode", NOTHING_TICKED)
        elif self.cleaned_data["effet"] != digest_of(keys):
            self.add_error("periode", OTHER_EFFECT)
