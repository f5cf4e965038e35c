"""When a person wants the first page of one contract by mail."""

from collections.abc import Mapping
from typing import Any

from django import forms

from commitments.models import Contract
from dashboards.models import PageByMail

EACH_MONTH, WITH_ALERTS = "mois", "alerte"


class PageForm(forms.Form):
    """Of one contract; nothing ticked is wanting nothing."""

    quand = forms.MultipleChoiceField(
        required=False,
        choices=[(EACH_MONTH, "Chaque mois"), (WITH_ALERTS, "Avec chaque alerte")],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, contract: Contract, current: PageByMail | None, data: Any = None) -> None:
        chosen = {
            EACH_MONTH: current is not None and current.each_month,
            WITH_ALERTS: current is not None and current.with_alerts,
        }
        super().__init__(
            data,
            initial={"quand": [name for name, is_chosen in chosen.items() if is_chosen]},
            prefix=f"c{contract.pk}",
        )
        self.contract = contract
        self.fields["quand"].label = f"{contract.body.short_name}, {contract.label}"

    @property
    def wanted(self) -> Mapping[str, bool]:
        """The columns of `PageByMail`."""
        chosen = self.cleaned_data["quand"]
        return {"each_month": EACH_MONTH in chosen, "with_alerts": WITH_ALERTS in chosen}
