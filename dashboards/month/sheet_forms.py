"""The form of one indicator in a page of many: it knows whether anything was typed in it."""

from typing import Any

from django.utils.safestring import SafeString

from dashboards.month.forms import MonthForm
from indicators.models import Indicator

UNTYPED = "version"
# Their templates go through the choices one by one, without what they showed at first.
CHOICES = ("kind", "appreciation")


class RowForm(MonthForm):
    """Its fields are named after the indicator. The page sends beside each what it showed: the month may have changed
    since.
    """

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, indicator=indicator, prefix=indicator.code, **kwargs)
        for name, field in self.fields.items():
            field.show_hidden_initial = name != UNTYPED

    @property
    def is_typed(self) -> bool:
        return any(name != UNTYPED for name in self.changed_data)

    @property
    def shown_choices(self) -> list[SafeString]:
        """Hidden fields with the choices that the page showed."""
        return [self[name].as_hidden(only_initial=True) for name in CHOICES]
