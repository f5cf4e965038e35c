"""Deciding on one month for one or several indicators: neutralise it, or withdraw that."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from cpg.shared.periods import Month
from dashboards.shared.forms import LONGEST_REASON, REASON_TOO_LONG, UNREADABLE, WholeNumberField
from indicators.models import Indicator


class FormButton(StrEnum):
    SEE = "voir"
    RECORD = "enregistrer"


class Sense(StrEnum):
    NEUTRALISE = "neutraliser"
    WITHDRAW = "lever"


class IndicatorVersionsField(forms.Field):
    """`CODE/4`, any number of times: indicators of the contract, each with the version that the person saw."""

    widget = forms.MultipleHiddenInput

    def __init__(self, indicators: Sequence[Indicator]) -> None:
        super().__init__(required=False)
        self.by_code = {each.code: each for each in indicators}

    def to_python(self, value: Any) -> list[tuple[Indicator, int]]:
        chosen = []
        for key in value or ():
            code, _, version = key.partition("/")
            if code not in self.by_code:
                raise ValidationError(UNREADABLE)
            chosen.append((self.by_code[code], WholeNumberField().clean(version)))
        return chosen


class NeutralisingForm(forms.Form):
    """Without data, the indicators that an address asks to tick (`codes`)."""

    acte = forms.ChoiceField(choices=[(each.value, each.value) for each in FormButton])
    sens = forms.ChoiceField(choices=[(each.value, each.value) for each in Sense])
    motif = forms.CharField(required=False, max_length=LONGEST_REASON)

    def __init__(
        self,
        month: Month,
        indicators: Sequence[Indicator],
        data: QueryDict | None = None,
        codes: Sequence[str] = (),
    ) -> None:
        super().__init__(data, initial={"indicateur": codes})
        self.month = month
        self.fields["indicateur"] = IndicatorVersionsField(indicators)

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(key.partition("/")[0] for key in self["indicateur"].value() or ())

    @property
    def is_neutralised(self) -> bool:
        """Whether the months are to be neutralised, rather than counted again."""
        return bool(self["sens"].value() != Sense.WITHDRAW)

    @property
    def refusal(self) -> str:
        return REASON_TOO_LONG if self.has_error("motif", "max_length") else UNREADABLE
