"""What is given with the signature of an avenant: its document, and the tick that its reader saw what it rewrites."""

from django import forms

from commitments.ledger.refusals import Refusal
from dashboards.proofs.forms import EvidenceForm
from dashboards.targets.rewriting import Rewriting

NOT_TICKED = "Cochez que vous avez relu ce que cet avenant réécrit."
NOT_THIS_LIST = "Ce que cet avenant réécrit a changé entre-temps\u00a0: relisez, puis cochez."


class SigningForm(EvidenceForm):
    """`reecrit` holds the digest of the list that was ticked."""

    reecrit = forms.CharField(label="Ce que cet avenant réécrit", required=False, max_length=64)

    @property
    def kept_fields(self) -> list[forms.BoundField]:
        """What was typed of the document and has no place on a page without the effect."""
        return [self[name] for name in ("proof_link", "proof_name")]

    def objection(self, rewriting: Rewriting) -> str:
        """Why the avenant may not be signed yet, "" where it may; fields have their own reasons."""
        if not self.is_valid():
            return "Le document signé n’est pas pris\u00a0: rien n’est enregistré."
        ticked = self.cleaned_data["reecrit"]
        if not rewriting or ticked == rewriting.digest:
            return ""
        reason = NOT_THIS_LIST if ticked else NOT_TICKED
        self.add_error("reecrit", reason)
        return reason

    def add_refusal(self, refusal: Refusal) -> None:
        """Beside the file or the link that it is about."""
        self.add_error("proof_link" if self.cleaned_data.get("proof_link") else "proof_file", refusal.message)
