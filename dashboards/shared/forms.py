"""Forms of what addresses and hidden fields hold: whole numbers, months, choices. No view parses them by hand."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cpg.shared.periods import Month

LARGEST_NUMBER = 999_999_999
LONGEST_REASON = 500
REASON_TOO_LONG = f"Ce motif est trop long\u00a0: {LONGEST_REASON} caractères au plus."
# Answers a form whose hidden fields no page of ours would send.
UNREADABLE = "Cet envoi ne se lit pas\u00a0: rechargez la page, puis recommencez."


class WholeNumberField(forms.IntegerField):
    """A number in ASCII digits, without a sign, of nine digits at most: a year, a version, a page, a primary key.

    Django's own field also takes `1_0`, `+1` and digits of other scripts.
    """

    def __init__(self, *, max_value: int = LARGEST_NUMBER, **options: Any) -> None:
        super().__init__(max_value=max_value, **options)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        text = str(value)
        if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_NUMBER))):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(text)


class MonthField(forms.Field):
    """A month written `2025-03`."""

    def to_python(self, value: Any) -> Month | None:
        if value in self.empty_values:
            return None
        try:
            return Month.parse(str(value))
        except ValueError as error:
            raise ValidationError("Écrivez un mois comme 2025-03.", code="invalid") from error


class AddressForm(forms.Form):
    """What the query of an address asks to see; each field is named as the address names it.

    `asked` holds every field: its value, or its `initial` where the address has none or one that is not of its kind.
    A page for which a wrong value is a 404 looks at `is_valid()` itself.
    """

    def __init__(self, query: Mapping[str, Any]) -> None:
        super().__init__(query)
        for field in self.fields.values():
            field.required = False
        self.full_clean()
        self.asked: dict[str, Any] = {
            name: field.initial
            if self.cleaned_data.get(name) in field.empty_values
            else self.cleaned_data[name]
            for name, field in self.fields.items()
        }
