"""What a person types: which review, and a text with the version that they read."""

from django import forms

from cpg.shared import french
from dashboards.documents.sections import LONGEST_TEXT
from dashboards.models.review import ReviewKind, ReviewText
from dashboards.shared.forms import WholeNumberField

TOO_LONG = f"Ce texte dépasse {french.number(LONGEST_TEXT)} caractères\u00a0: raccourcissez-le."


class OpeningForm(forms.Form):
    kind = forms.ChoiceField(
        label="Type",
        choices=[(each.value, each.label) for each in ReviewKind],
        initial=ReviewKind.MIDTERM.value,
    )
    day = forms.DateField(
        label="Arrêté au",
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="Les données sont celles connues à la fin de ce jour.",
        error_messages={
            "required": "Choisissez un jour.",
            "invalid": "Écrivez une date comme 30/06/2025.",
        },
    )


class TextForm(forms.Form):
    """`version` is the one that the person read, 0 where nothing was written."""

    text = forms.CharField(
        label="Texte",
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Une ligne vide sépare deux paragraphes\u202f; une ligne qui commence par «\u00a0-\u00a0» est un "
        "élément de liste.",
        error_messages={"max_length": TOO_LONG},
    )
    version = WholeNumberField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, text: ReviewText | None) -> "TextForm":
        return cls(initial={"text": text.text if text else "", "version": text.version if text else 0})

    def from_version(self, version: int) -> "TextForm":
        """The same text, as if it had been typed on that version."""
        return TextForm({"text": self.data.get("text", ""), "version": str(version)})
