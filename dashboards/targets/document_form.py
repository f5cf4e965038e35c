"""The signed document of an avenant, sent alone: a file or a link, as proofs are."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from commitments.ledger.refusals import Refusal
from dashboards.proofs.forms import EvidenceForm
from dashboards.shared.forms import LONGEST_REASON, REASON_TOO_LONG, WholeNumberField
from indicators.models import TargetVersion


class DocumentForm(EvidenceForm):
    """`remplace` is the document that the person saw in its place, which takes a reason."""

    remplace = WholeNumberField(required=False, widget=forms.HiddenInput)
    motif = forms.CharField(
        label="Motif du remplacement",
        required=False,
        max_length=LONGEST_REASON,
        error_messages={"max_length": REASON_TOO_LONG},
    )

    def __init__(
        self,
        version: TargetVersion,
        data: QueryDict | None = None,
        files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None,
    ) -> None:
        standing = version.standing_document
        super().__init__(data, files, auto_id=f"v{version.number}-%s")
        self.version, self.standing = version, standing

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("remplace") and not cleaned.get("motif"):
            self.add_error("motif", "Dites pourquoi ce document remplace l’autre.")
        return cleaned

    def ask_for_one(self) -> None:
        if not self.errors:
            self.add_error("proof_file", "Choisissez un fichier ou donnez un lien.")

    def add_refusal(self, refusal: Refusal) -> None:
        """Beside the file or the link that it is about."""
        self.add_error("proof_link" if self.cleaned_data["proof_link"] else "proof_file", refusal.message)
