"""What a person types of an échéance; text is kept as it was typed."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from commitments.calendar import Declared
from commitments.selectors import Item
from dashboards.actions.following import Link, SentFile, Update
from dashboards.proofs.forms import EvidenceForm

STATES = [(each.value, each.label.capitalize()) for each in Declared]
FIELD_OF_CODE = {
    "not_a_share": "avancement",
    "not_begun": "avancement",
    "reason_missing": "motif",
    "decided_by_missing": "decide_par",
    "waiver_not_allowed": "dispense",
    "proof_missing": "etat",
}
DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


class FollowUpForm(forms.Form):
    """One échéance. `garder` drops a row on which somebody else wrote."""

    etat = forms.ChoiceField(label="État", choices=STATES, required=False)
    avancement = forms.IntegerField(
        label="Avancement (%)",
        required=False,
        min_value=0,
        max_value=100,
        error_messages={"invalid": "L’avancement est un nombre entier, de 0 à 100."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "chiffres", "autocomplete": "off"}),
    )
    prevu = forms.DateField(
        label="Date prévue",
        required=False,
        input_formats=DAYS,
        error_messages={"invalid": "Écrivez une date comme 30/11/2025."},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    commentaire = forms.CharField(
        label="Commentaire", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    motif = forms.CharField(label="Motif de l’abandon", required=False, max_length=2000)
    decide_par = forms.CharField(label="Abandon décidé par", required=False, max_length=200)
    dispense = forms.CharField(
        label="Dispense de preuve",
        required=False,
        max_length=2000,
        help_text="Pourquoi rien n’a à le prouver. Laissez vide tant qu’une preuve est attendue.",
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    garder = forms.BooleanField(label="Garder ce qui est enregistré", required=False)

    @classmethod
    def of(cls, item: Item, **more: Any) -> "FollowUpForm":
        """What stands, as a person would type it."""
        record = item.record
        initial: dict[str, Any] = {
            "version": item.version,
            "etat": item.declared.value,
            "avancement": item.progress or "",
        }
        if record is not None:
            initial |= {
                "prevu": record.forecast,
                "commentaire": record.comment,
                "motif": record.reason,
                "decide_par": record.decided_by,
                "dispense": record.waiver,
            }
        return cls(initial=initial, **more)

    def clean_etat(self) -> str:
        """Nothing said is a state, the empty one: a submission without the field says nothing of it, and is refused."""
        if self.add_prefix("etat") not in self.data:
            raise forms.ValidationError("Choisissez l’état.")
        return str(self.cleaned_data["etat"])

    @property
    def posted_version(self) -> int | None:
        """The version that the form was opened on, whatever else is wrong with it; None where it is no number."""
        text = str(self.data.get(self.add_prefix("version"), ""))
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None

    def update(self, item: Item, proof: SentFile | Link | None = None, *, may_waive: bool = False) -> Update:
        """After a valid submission. Who may not waive a proof says nothing of it."""
        typed = self.cleaned_data
        return Update(
            planned=item.planned,
            declared=Declared(typed["etat"]),
            progress=typed["avancement"] or 0,
            forecast=typed["prevu"],
            comment=typed["commentaire"],
            reason=typed["motif"],
            decided_by=typed["decide_par"],
            waiver=typed["dispense"] if may_waive else None,
            expected_version=typed["version"],
            proof=proof,
        )

    def from_version(self, version: int) -> "FollowUpForm":
        """The same text, as if it had been typed on what stands now."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed[self.add_prefix("version")] = str(version)
        choice = FollowUpForm(typed, prefix=self.prefix)
        choice.errors.clear()
        return choice


@dataclass(frozen=True, slots=True)
class RowForms:
    """One row of the quarterly review: what is said of the échéance, and the proof that may come with it."""

    said: FollowUpForm
    proofs: EvidenceForm

    @classmethod
    def of(cls, item: Item, prefix: str) -> "RowForms":
        return cls(FollowUpForm.of(item, prefix=prefix), EvidenceForm(prefix=prefix))

    @classmethod
    def sent(cls, request: HttpRequest, prefix: str) -> "RowForms":
        return cls(
            FollowUpForm(request.POST, prefix=prefix),
            EvidenceForm(request.POST, request.FILES, prefix=prefix),
        )

    @property
    def has_errors(self) -> bool:
        return bool(self.said.errors or self.proofs.errors)

    def from_version(self, version: int) -> "RowForms":
        return RowForms(self.said.from_version(version), self.proofs)

    def update(self, item: Item) -> Update:
        return self.said.update(item, self.proofs.proof)
