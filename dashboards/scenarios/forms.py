"""The forms of a scenario's own page; those of its steps are those that record the real thing."""

from django import forms

from dashboards.models.scenario import LONGEST_TITLE
from dashboards.shared.forms import AddressForm, WholeNumberField


class TitleForm(forms.Form):
    titre = forms.CharField(
        label="Ce que vous supposez",
        help_text=f"Un titre de {LONGEST_TITLE} caractères au plus\u00a0: «\u00a0Fin d’année prudente\u00a0».",
        max_length=LONGEST_TITLE,
        error_messages={
            "required": "Donnez un titre à ce scénario.",
            "max_length": f"Ce titre est trop long\u00a0: {LONGEST_TITLE} caractères au plus.",
        },
    )


class ActForm(forms.Form):
    """What the page of a scenario is asked to do."""

    SHARE, HIDE, DROP, THROW_AWAY = "partager", "rendre-prive", "retirer", "jeter"
    acte = forms.ChoiceField(choices=[(each, each) for each in (SHARE, HIDE, DROP, THROW_AWAY)])
    hypothese = WholeNumberField(required=False)


class YearForm(AddressForm):
    """`?annee=2026&rythme=1`: the year whose missing months are supposed, at the usual pace."""

    annee = WholeNumberField(max_value=9999)
    rythme = forms.BooleanField(required=False)
