"""A file to import, as it is chosen, and as its preview sends it back; and which file to fill in."""

import base64
import binascii
from typing import Any, ClassVar

from django import forms

from commitments.ledger.proofs import SentFile
from commitments.ledger.tables.limits import LARGEST_FILE, MEGABYTE
from commitments.ledger.tables.reading import TOO_LARGE
from cpg.shared import french
from dashboards.shared.forms import AddressForm, WholeNumberField

MISSING = "Choisissez un fichier."
LONGEST_NAME = 200


class FileForm(forms.Form):
    """The file itself; what it holds is for the import to judge."""

    largest: ClassVar[int] = LARGEST_FILE
    too_large: ClassVar[str] = TOO_LARGE

    file = forms.FileField(
        label="Fichier CSV ou XLSX",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={"required": MISSING, "missing": MISSING},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > self.largest:
            raise forms.ValidationError(self.too_large)
        return file

    @property
    def sent(self) -> SentFile:
        file = self.cleaned_data["file"]
        return SentFile(file.name[:LONGEST_NAME], file.read())


class ActionsFileForm(FileForm):
    """The file comes back with the confirmation, so it is smaller."""

    largest = MEGABYTE
    too_large = f"Le fichier dépasse 1{french.NO_BREAK}Mo\u00a0: gardez les lignes qui changent."


class Base64Field(forms.Field):
    widget = forms.HiddenInput

    def to_python(self, value: Any) -> bytes:
        try:
            return base64.b64decode(value or "", validate=True)
        except (binascii.Error, ValueError) as error:
            raise forms.ValidationError("unreadable", code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return base64.b64encode(value).decode() if isinstance(value, bytes) else value


class ShownFileForm(forms.Form):
    """What a preview of actions sends back: the file, its name and the plan that was shown. Nothing of the file is kept
    meanwhile.
    """

    contenu = Base64Field(required=False)
    nom = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    plan = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def sent(self) -> SentFile:
        return SentFile(self.cleaned_data["nom"][:LONGEST_NAME], self.cleaned_data["contenu"])


class FillableFileForm(AddressForm):
    annee = WholeNumberField(min_value=1000, max_value=9999)
