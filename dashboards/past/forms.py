"""Which two moments are compared, and whether all is shown."""

from django import forms

from dashboards.shared.forms import AddressForm

DIFFERENCES, ALL = "differences", "tout"
LONGEST = 20


class TwoDatesForm(AddressForm):
    """`?avant=2025-06-30&apres=2025-09-30`; without the second one, today."""

    avant = forms.CharField(initial="", max_length=LONGEST)
    apres = forms.CharField(initial="", max_length=LONGEST)
    montre = forms.ChoiceField(choices=[(DIFFERENCES, "ce qui diffère"), (ALL, "tout")], initial=DIFFERENCES)
