"""The file of a template, and what is done with one that was sent."""

from django import forms

from accounts.antivirus.fields import ReceivedFileField
from cpg.shared import french
from dashboards.imports.forms import MISSING, FileForm
from dashboards.models.slides import SlideFormat
from dashboards.slides.checking import LARGEST, MEGABYTE, TAKEN, TOO_LARGE

HELP = (
    f"Celui de votre organisme, sans macro, de {LARGEST // MEGABYTE}{french.NO_BREAK}Mo au plus. Ses diapositives "
    f"ne sont pas reprises{french.NO_BREAK}: seules le sont ses dispositions, ses polices et ses couleurs."
)


class TemplateForm(FileForm):
    largest = LARGEST
    too_large = TOO_LARGE

    file = ReceivedFileField(
        label=f"Modèle {TAKEN}",
        help_text=HELP,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".pptx,.potx,.odp,.otp"}),
        error_messages={"required": MISSING, "missing": MISSING},
    )


class ChoiceForm(forms.Form):
    """`modele` is the key of a template; without it the default one is wanted."""

    format = forms.ChoiceField(choices=[(each.value, each.label) for each in SlideFormat])
    modele = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
