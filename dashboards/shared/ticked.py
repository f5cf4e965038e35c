"""Rows of a page that a person ticked, with the version of each that they saw."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError

from cpg.shared.periods import Month
from dashboards.shared.forms import WholeNumberField

ROWS_AT_MOST = 2000


class TickedField(forms.Field):
    """Ticked rows, each `key/version`: what it is, and the version of it that the person saw."""

    widget: type[forms.Widget] = forms.MultipleHiddenInput

    def to_python(self, value: Sequence[str] | None) -> list[tuple[str, int]]:
        rows = value or []
        if len(rows) > ROWS_AT_MOST or any("\0" in row for row in rows):
            raise ValidationError("unreadable")
        return [(key, _version(text)) for key, _, text in (row.rpartition("/") for row in rows)]


def month_of_key(key: str) -> tuple[str, Month]:
    """`R1/2025-03` as its code and its month; raises ValueError."""
    code, _, month = key.partition("/")
    return code, Month.parse(month)


def _version(text: str) -> int:
    version: int = WholeNumberField().clean(text)
    return version
