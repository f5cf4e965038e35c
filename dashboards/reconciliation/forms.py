"""What the page of differences is asked to show; the file of the Cnav as it is chosen; a step about a difference."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.clock import localdate
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Quarter
from dashboards.imports.forms import ActionsFileForm, ShownFileForm
from dashboards.models.reconciliation import CnavFile, StepState, Turn
from dashboards.reconciliation.acts import NO_COMMENT, NO_TURN
from dashboards.reconciliation.words import CAUSES
from dashboards.shared.forms import (
    LONGEST_REASON,
    REASON_TOO_LONG,
    UNREADABLE,
    AddressForm,
    WholeNumberField,
)
from indicators.domain.reconciling import Cause

CHOOSE_QUARTER = "Choisissez le trimestre dont ce sont les chiffres."


def begun_quarters(contract: Contract) -> list[Quarter]:
    """Those of the contract that have begun, the latest first."""
    every = [Quarter(year, number) for year in contract.years for number in range(1, 5)]
    return [each for each in reversed(every) if each.months[0].first_day <= localdate()]


def quarter_choices(quarters: Sequence[Quarter]) -> list[tuple[str, str]]:
    return [(str(each), french.quarter_name(each.year, each.number)) for each in quarters]


class DifferenceFilters(AddressForm):
    """`?trimestre=2026T1&indicateur=R6&cause=inexplique&etat=ouvert`."""

    trimestre = forms.ChoiceField(label="Trimestre")
    indicateur = forms.ChoiceField(label="Indicateur", initial="")
    cause = forms.ChoiceField(label="Cause", initial="")
    etat = forms.ChoiceField(label="Suivi", initial="")

    def __init__(self, query: Any, files: Sequence[CnavFile], codes: Sequence[tuple[str, str]]) -> None:
        fields: Any = self.base_fields
        quarters = list(dict.fromkeys(each.of_quarter for each in files))
        fields["trimestre"].choices = quarter_choices(quarters)
        fields["trimestre"].initial = str(quarters[0]) if quarters else ""
        fields["indicateur"].choices = [("", "Tous"), *codes]
        fields["cause"].choices = [
            ("", "Tous les écarts"),
            *((each.value, french.sentence(CAUSES[each])) for each in Cause),
        ]
        fields["etat"].choices = [
            ("", "Tous"),
            (StepState.OPEN.value, "Inexpliqués, à régler"),
            (StepState.SETTLED.value, "Réglés"),
        ]
        super().__init__(query)
        for name in self.fields:
            self.initial[name] = self.asked[name]


class QuarterOfFile(forms.Form):
    """Which quarter a file is of."""

    trimestre = forms.ChoiceField(
        label="Trimestre",
        help_text="Le fichier peut avoir des mois d’avant, jamais d’après.",
        error_messages={"required": CHOOSE_QUARTER, "invalid_choice": CHOOSE_QUARTER},
    )

    def ask_among(self, quarters: Sequence[Quarter]) -> None:
        fields: Any = self.fields
        fields["trimestre"].choices = quarter_choices(quarters)

    @property
    def quarter(self) -> Quarter:
        return Quarter.parse(self.cleaned_data["trimestre"])


class CnavFileForm(QuarterOfFile, ActionsFileForm):
    """Nothing chosen, it proposes the latest quarter that has ended: a file of one that runs is rare."""

    field_order = ("trimestre", "file")

    def __init__(self, contract: Contract, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        begun = begun_quarters(contract)
        self.ask_among(begun)
        if not self.initial.get("trimestre"):
            ended = (each for each in begun if each.last_month.last_day < localdate())
            self.initial["trimestre"] = str(next(ended, ""))


class ShownCnavFileForm(QuarterOfFile, ShownFileForm):
    """What the preview sends back."""

    def __init__(self, contract: Contract, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ask_among(begun_quarters(contract))
        self.fields["trimestre"].widget = forms.HiddenInput()


class StepForm(forms.Form):
    """A step about a difference. `acte` names it; `vu` and `version` are what was shown."""

    acte = forms.CharField(max_length=20, error_messages={"required": UNREADABLE})
    vu = forms.CharField(max_length=64, error_messages={"required": UNREADABLE})
    version = WholeNumberField(error_messages={"required": UNREADABLE, "invalid": UNREADABLE})
    commentaire = forms.CharField(
        label="Commentaire",
        max_length=LONGEST_REASON,
        error_messages={"required": NO_COMMENT, "max_length": REASON_TOO_LONG},
    )
    tour = forms.ChoiceField(
        label="À qui de jouer",
        required=False,
        choices=[(each.value, each.label) for each in Turn],
        error_messages={"invalid_choice": NO_TURN},
    )
