"""A proof, sent with a month or alone: a file, or a link."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from accounts.antivirus.fields import ReceivedFileField
from commitments.ledger.files.kinds import TAKEN
from commitments.ledger.proofs import MEGABYTE, Link, SentFile
from cpg.shared import french

# What the browser proposes; the content decides what a file is.
ENDINGS = (".pdf", ".png", ".jpg", ".jpeg", ".csv", ".xlsx", ".ods", ".docx", ".odt", ".txt")


class EvidenceForm(forms.Form):
    """`proof` after a valid submission, None where nothing was chosen. `attach` checks the file or link itself."""

    proof_file = ReceivedFileField(
        label="Fichier",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    proof_link = forms.CharField(label="Ou un lien", required=False, max_length=500)
    proof_name = forms.CharField(label="Nom du lien", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = f"{settings.EVIDENCE_MEGABYTES}{french.NO_BREAK}Mo"
        self.fields["proof_file"].help_text = f"{TAKEN}, {most} au plus."

    def ask_again(self) -> None:
        """A page cannot put a chosen file back into its form: ask for it again rather than lose it in silence."""
        if self.is_bound and "proof_file" not in self.errors and self.cleaned_data.get("proof_file"):
            self.add_error("proof_file", "Choisissez ce fichier à nouveau\u00a0: il n’est pas encore joint.")

    def clean_proof_file(self) -> "UploadedFile[bytes] | None":
        file: UploadedFile[bytes] | None = self.cleaned_data["proof_file"]
        most = settings.EVIDENCE_MEGABYTES
        if file is not None and (file.size or 0) > most * MEGABYTE:
            raise forms.ValidationError(f"Ce fichier dépasse {most}{french.NO_BREAK}Mo : joignez un lien.")
        return file

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("proof_file") and cleaned.get("proof_link"):
            self.add_error("proof_link", "Choisissez un fichier ou un lien, l’un après l’autre.")
        return cleaned

    @property
    def proof(self) -> SentFile | Link | None:
        file = self.cleaned_data.get("proof_file")
        if file is not None:
            file.seek(0)
            return SentFile(file.name or "", file.read())
        link = self.cleaned_data.get("proof_link", "")
        return Link(link, self.cleaned_data.get("proof_name", "")) if link else None
