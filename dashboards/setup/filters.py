"""What the address of the grid of assignments asks to see: a fiche, indicators or actions, a person or nobody."""

from django import forms

from dashboards.setup.rows import GridRow
from dashboards.shared.choices import NOBODY
from dashboards.shared.forms import AddressForm, WholeNumberField

INDICATORS, ACTIONS = "indicateurs", "actions"
SUBJECTS = [(INDICATORS, "Indicateurs"), (ACTIONS, "Actions")]


class GridFilters(AddressForm):
    """`?fiche=4&objet=actions&responsable=personne`; a person is named by their primary key, what is unknown is no
    filter.
    """

    fiche = WholeNumberField(max_value=9999, initial=0)
    objet = forms.ChoiceField(choices=SUBJECTS, initial="")
    responsable = forms.CharField(initial="")

    @property
    def is_active(self) -> bool:
        return any(self.asked.values())

    def keeps(self, row: GridRow) -> bool:
        fiche, kind, person = (self.asked[name] for name in ("fiche", "objet", "responsable"))
        if person and not (not row.is_held if person == NOBODY else person in row.named):
            return False
        is_kind = not kind or row.is_indicator == (kind == INDICATORS)
        return is_kind and fiche in {0, row.fiche.position}
