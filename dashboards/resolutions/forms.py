"""A decision of the committee as somebody types it, and a step of its follow-up."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from accounts.models import User
from commitments.models import Action, Contract
from dashboards.models.resolution import LONGEST_DECISION, Resolution
from dashboards.resolutions.acts import NO_TEXT, NOT_A_MEMBER, Decided, Move
from dashboards.shared.forms import LONGEST_REASON, REASON_TOO_LONG, WholeNumberField
from indicators.models import Indicator

WHO = "Choisissez qui s’en charge."
WHEN = "Choisissez un jour."


def day_field(label: str, *, required: str = "", **options: Any) -> forms.DateField:
    messages = {"invalid": "Écrivez une date comme 30/06/2025.", "required": required}
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=label,
        required=bool(required),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages=messages,
        widget=widget,
        **options,
    )


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """A member of the body, by username."""

    def __init__(self, label: str, **options: Any) -> None:
        messages = {"required": WHO, "invalid_choice": NOT_A_MEMBER}
        super().__init__(
            User.objects.none(),
            label=label,
            to_field_name="username",
            error_messages=messages,
            empty_label="Choisir",
            **options,
        )

    def among(self, contract: Contract) -> None:
        members = User.objects.filter(memberships__body=contract.body_id, is_active=True).distinct()
        self.queryset = members.order_by("last_name", "first_name", "username")


class SubjectField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """An indicator or an action of the contract, by its code."""

    def label_from_instance(self, obj: Indicator | Action) -> str:
        return str(obj) if isinstance(obj, Indicator) else f"{obj.full_code} {obj.wording}"


class TakingForm(forms.Form):
    texte = forms.CharField(
        label="Ce que le comité décide",
        max_length=LONGEST_DECISION,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=f"En une phrase, {LONGEST_DECISION} caractères au plus.",
        error_messages={
            "required": NO_TEXT,
            "max_length": f"Cette décision est trop longue\u00a0: {LONGEST_DECISION} caractères au plus.",
        },
    )
    qui = PersonField("Qui s’en charge")
    echeance = day_field("Pour le", required=WHEN)
    comite = day_field("Comité du", required=WHEN)
    indicateur = SubjectField(
        Indicator.objects.none(),
        label="À propos d’un indicateur",
        required=False,
        to_field_name="code",
        empty_label="Aucun",
        error_messages={"invalid_choice": "Choisissez un indicateur de ce contrat."},
    )
    action = SubjectField(
        Action.objects.none(),
        label="À propos d’une action",
        required=False,
        empty_label="Aucune",
        error_messages={"invalid_choice": "Choisissez une action de ce contrat."},
    )

    def __init__(
        self,
        contract: Contract,
        data: Mapping[str, str] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        fields: Any = self.fields
        fields["qui"].among(contract)
        fields["indicateur"].queryset = (
            Indicator.objects.filter(contract=contract).with_definition().order_by("position")
        )
        fields["action"].queryset = Action.objects.filter(
            engagement__fiche__contract=contract
        ).select_related("engagement__fiche")

    @property
    def decided(self) -> Decided:
        typed = self.cleaned_data
        return Decided(
            text=typed["texte"],
            taken_on=typed["comite"],
            owner=typed["qui"],
            due=typed["echeance"],
            indicator=typed["indicateur"],
            action=typed["action"],
        )


# The field beside which a refusal is told, by its code.
FIELD_OF_CODE = {
    "text_missing": "texte",
    "already_recorded": "texte",
    "outside_contract": "comite",
    "due_out_of_range": "echeance",
    "not_a_member": "qui",
}


class MoveForm(forms.Form):
    """A step of a decision. `acte` names it; who and when are asked for by those that may change them."""

    acte = forms.CharField(max_length=20)
    version = WholeNumberField()
    motif = forms.CharField(
        label="Motif",
        required=False,
        max_length=LONGEST_REASON,
        error_messages={"max_length": REASON_TOO_LONG},
    )
    qui = PersonField("Qui s’en charge", required=False)
    echeance = day_field("Pour le")

    def __init__(self, resolution: Resolution, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["qui"].among(resolution.contract)

    @property
    def move(self) -> Move:
        typed = self.cleaned_data
        due: date | None = typed["echeance"]
        return Move(typed["version"], typed["motif"], typed["qui"], due)
