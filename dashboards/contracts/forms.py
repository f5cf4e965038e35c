"""A contract's file, as it is chosen, and as its preview sends it back."""

from django import forms

from accounts.antivirus.fields import ReceivedFileField
from dashboards.imports.forms import MISSING, FileForm, ShownFileForm
from dashboards.shared.forms import LONGEST_REASON, REASON_TOO_LONG
from indicators.loading import LARGEST_FILE, TOO_LARGE

REASON_MISSING = "Écrivez pourquoi : ce fichier corrige des cibles ou des définitions déjà enregistrées."


class ContractFileForm(FileForm):
    largest = LARGEST_FILE
    too_large = TOO_LARGE

    file = ReceivedFileField(
        label="Fichier JSON du contrat",
        help_text="Un contrat d’un organisme par fichier, en UTF-8, d’un mégaoctet au plus.",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
        error_messages={"required": MISSING, "missing": MISSING},
    )


class ShownContractForm(ShownFileForm):
    """What the preview sends back, with the reason of a correction where one is asked for."""

    motif = forms.CharField(
        label="Motif de la correction",
        help_text="Il est gardé dans le journal, avec votre nom.",
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": REASON_TOO_LONG, "required": REASON_MISSING},
    )
