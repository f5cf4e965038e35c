"""What the address of the calendar asks to see, and what a person types of an échéance (kept as it was typed)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from commitments.calendar import ActionStatus, Declared
from commitments.models import Contract
from commitments.quarterly_review import QuarterWords
from commitments.selectors import Item
from dashboards.proofs.forms import EvidenceForm
from dashboards.shared.choices import is_answered_by
from dashboards.shared.forms import AddressForm, WholeNumberField

STATES = [(each.value, each.label.capitalize()) for each in Declared]
FIELD_OF_CODE = {
    "not_a_share": "avancement",
    "not_begun": "avancement",
    "reason_missing": "motif",
    "decided_by_missing": "decide_par",
    "waiver_not_allowed": "dispense",
    "proof_missing": "etat",
    "return_unanswered": "reponse",
    "nothing_to_answer": "reponse",
    "answer_not_submitted": "reponse",
}
FORECASTS = [("passee", "Passée"), ("sans", "Non donnée")]
DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


class CalendarFilters(AddressForm):
    """`?fiche=4&responsable=camille&etat=en_retard&annee=2025&sans-preuve=1&prevu=passee`; what is unknown is no
    filter. `par=personne` groups what the filters keep.
    """

    etat = forms.TypedChoiceField(
        choices=[(each.value, each.label) for each in ActionStatus], coerce=ActionStatus
    )
    fiche = WholeNumberField(max_value=9999, initial=0)
    responsable = forms.CharField(initial="")
    annee = WholeNumberField()
    sans_preuve = forms.ChoiceField(choices=[("1", "Manquante")], initial="")
    prevu = forms.ChoiceField(choices=FORECASTS, initial="")
    par = forms.ChoiceField(choices=[("personne", "Responsable")], initial="")

    def __init__(self, query: Mapping[str, Any], contract: Contract) -> None:
        self.contract = contract
        super().__init__(query)

    def add_prefix(self, field_name: str) -> str:
        """`sans-preuve` in the address."""
        return field_name.replace("_", "-")

    def clean_annee(self) -> int | None:
        year: int | None = self.cleaned_data["annee"]
        if year not in self.contract.years:
            raise forms.ValidationError("not in the contract")
        return year

    @property
    def is_active(self) -> bool:
        return any(asked for name, asked in self.asked.items() if name != "par")

    @property
    def is_by_person(self) -> bool:
        return bool(self.asked["par"])

    def keeps(self, item: Item) -> bool:
        return self.asked["etat"] in {None, item.status} and self.keeps_but_status(item)

    def keeps_but_status(self, item: Item) -> bool:
        """`sans-preuve` keeps what has begun by its year, is not abandoned, and has neither proof nor waiver."""
        asked = self.asked
        unproved = (
            item.year <= item.today.year and item.status is not ActionStatus.ABANDONNE and item.lacks_proof
        )
        return (
            asked["fiche"] in {0, item.fiche}
            and asked["annee"] in {None, item.year}
            and is_answered_by(item.owners.people, asked["responsable"])
            and (unproved or not asked["sans_preuve"])
            and _is_expected(item, asked["prevu"])
        )


def _is_expected(item: Item, asked: str) -> bool:
    """Whether its promised day is over (`passee`), or it is open and nobody gave one (`sans`)."""
    if asked == "passee":
        return item.is_promise_passed
    return not asked or (item.is_open and item.forecast is None)


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
    reponse = forms.CharField(
        label="Réponse au motif du renvoi",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Due si vous soumettez de nouveau sans rien changer.",
    )
    version = WholeNumberField(widget=forms.HiddenInput)
    garder = forms.BooleanField(label="Garder ce qui est enregistré", required=False)

    @classmethod
    def of(cls, item: Item, **more: Any) -> "FollowUpForm":
        """The current record, as a person would type it."""
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
        """Not begun is the empty value, so a submission without the field is refused rather than read as such."""
        if self.add_prefix("etat") not in self.data:
            raise forms.ValidationError("Choisissez l’état.")
        return str(self.cleaned_data["etat"])

    @property
    def posted_version(self) -> int | None:
        """The version that the form was opened on, whatever else is wrong with it; None where it is no number."""
        try:
            version: int = self.fields["version"].clean(self.data.get(self.add_prefix("version")))
        except forms.ValidationError:
            return None
        return version

    def from_version(self, version: int) -> "FollowUpForm":
        """The same text, as if it had been typed on that version."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed[self.add_prefix("version")] = str(version)
        choice = FollowUpForm(typed, prefix=self.prefix)
        choice.errors.clear()
        return choice


@dataclass(frozen=True, slots=True)
class RowForms:
    """One row of the quarterly review: the échéance, the proof that may come with it, and the words of its history."""

    follow_up: FollowUpForm
    proofs: EvidenceForm
    words: QuarterWords

    @classmethod
    def of(cls, item: Item, prefix: str, words: QuarterWords) -> "RowForms":
        """The words of an earlier quarter are not copied into the field."""
        follow_up = FollowUpForm.of(item, prefix=prefix)
        follow_up.initial["commentaire"] = words.now
        return cls(_of_the_quarter(follow_up), EvidenceForm(prefix=prefix), words)

    @classmethod
    def sent(cls, request: HttpRequest, prefix: str, words: QuarterWords) -> "RowForms":
        return cls(
            _of_the_quarter(FollowUpForm(request.POST, prefix=prefix)),
            EvidenceForm(request.POST, request.FILES, prefix=prefix),
            words,
        )

    @property
    def has_errors(self) -> bool:
        return bool(self.follow_up.errors or self.proofs.errors)

    def from_version(self, version: int) -> "RowForms":
        return RowForms(_of_the_quarter(self.follow_up.from_version(version)), self.proofs, self.words)


def _of_the_quarter(form: FollowUpForm) -> FollowUpForm:
    """Its comment asks for what happened in the quarter."""
    field = form.fields["commentaire"]
    field.label, field.help_text = (
        "Ce trimestre",
        "Ce qui s’est passé. Laissé vide, les derniers mots restent.",
    )
    return form


class OwnersForm(forms.Form):
    """Who answers for an action; "" is nobody."""

    responsable = forms.CharField(required=False)
    suppleant = forms.CharField(required=False)
    version = WholeNumberField()


class LinkForm(forms.Form):
    """An indicator to link, or the link to undo."""

    indicateur = forms.CharField(required=False)
    retirer = WholeNumberField(required=False)
