"""A decision as somebody types it. It is shown with its effect before it is recorded, and what is recorded is what was
shown: `version` is the one that the person saw, `vu` the digest of what they were shown.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import blake2b

from django import forms
from django.core.exceptions import ValidationError

from commitments.models import Contract
from cpg.shared import french
from cpg.shared.figures import plain
from dashboards.shared.forms import LONGEST_REASON, REASON_TOO_LONG, UNREADABLE, WholeNumberField
from dashboards.targets.target_form import NumberField
from indicators.domain.deciding import base_objection, weight_objection, weights_objection
from indicators.domain.entry import EntryRules
from indicators.domain.signing import Objection, date_objection
from indicators.models import Indicator, TargetVersion

PERCENT = EntryRules("%", 4, takes_pair=False, numerator_bounded=False)
CREDIT = EntryRules("%", 2, takes_pair=False, numerator_bounded=False)
WEIGHT = EntryRules("", 2, takes_pair=False, numerator_bounded=False)
MONTHS = tuple(f"mois-{number}" for number in range(1, 13))
NO_CHANGE = "Cette décision ne change rien."


class DecisionForm(forms.Form):
    """`current` is the version that the decision comes after, `in_force` what it would replace."""

    motif = forms.CharField(
        label="Motif",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Dites pourquoi.", "max_length": REASON_TOO_LONG},
    )
    version = WholeNumberField(widget=forms.HiddenInput)
    vu = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, current: int, in_force: object, data: Mapping[str, str] | None) -> None:
        super().__init__(data)
        self.current, self.in_force = current, in_force

    @property
    def decided(self) -> object:
        """What would hold then; compared with `in_force`."""
        raise NotImplementedError

    @property
    def is_stale(self) -> bool:
        """Whether another decision was recorded since the form was shown."""
        return self.is_valid_field("version") and self.cleaned_data["version"] != self.current

    def is_valid_field(self, name: str) -> bool:
        return self.is_bound and name not in self.errors

    @property
    def message(self) -> str:
        """What is wrong with the whole, "" when it may be recorded; each field has its own reason."""
        if "version" in self.errors or "vu" in self.errors:
            return UNREADABLE
        if self.errors:
            return " ".join(str(error) for error in self.non_field_errors()) or (
                "Corrigez ce qui est signalé\u00a0; votre saisie est restée."
            )
        return NO_CHANGE if self.decided == self.in_force else ""

    @property
    def digest(self) -> str:
        """Of all that is shown; "" while it is refused."""
        if not self.is_bound or self.message:
            return ""
        shown = (type(self).__name__, self.current, self.in_force, self.decided, self.cleaned_data["motif"])
        return blake2b(repr(shown).encode(), digest_size=32).hexdigest()

    @property
    def was_shown(self) -> bool:
        return bool(self["vu"].data == self.digest)

    def add_objection(self, objection: Objection | None, field: str | None = None) -> None:
        if objection is not None:
            self.add_error(field, french.sentence(objection.message))


class WeightsForm(DecisionForm):
    """The weights of all indicators from a date on; nothing typed is a weight that is not set."""

    effet = forms.DateField(
        label="Date d’effet",
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Dites à partir de quel jour ces poids comptent.",
            "invalid": "Écrivez ce jour comme 01/07/2025.",
        },
    )

    def __init__(
        self,
        contract: Contract,
        indicators: Sequence[Indicator],
        versions: Sequence[TargetVersion],
        data: Mapping[str, str] | None = None,
    ) -> None:
        in_force = {each.code: each.weight for each in indicators}
        super().__init__(versions[-1].number + 1 if versions else 0, in_force, data)
        self.contract, self.indicators, self.versions = contract, indicators, versions
        for each in indicators:
            self.fields[f"poids-{each.code}"] = NumberField(WEIGHT, label=f"Poids {each.code}")
            self.initial[f"poids-{each.code}"] = "" if each.weight is None else plain(each.weight)

    def clean(self) -> None:
        for each in self.indicators:
            self.add_objection(
                weight_objection(self.cleaned_data.get(f"poids-{each.code}")), f"poids-{each.code}"
            )
        if "effet" in self.cleaned_data:
            last = self.versions[-1] if self.versions else None
            before = (last.label, last.effective_from) if last else None
            self.add_objection(date_objection(self.contract.years, before, self.effect), "effet")

    @property
    def effect(self) -> date:
        day: date = self.cleaned_data["effet"]
        return day

    @property
    def decided(self) -> dict[str, Decimal | None]:
        return {each.code: self.cleaned_data[f"poids-{each.code}"] for each in self.indicators}

    @property
    def changed(self) -> dict[str, Decimal | None]:
        before = {each.code: each.weight for each in self.indicators}
        return {code: weight for code, weight in self.decided.items() if weight != before[code]}

    @property
    def rows(self) -> list[tuple[Indicator, forms.BoundField]]:
        return [(each, self[f"poids-{each.code}"]) for each in self.indicators]


class TwelveForm(DecisionForm):
    """Twelve numbers, one for each month of the year."""

    def __init__(
        self,
        rules: EntryRules,
        shown: Sequence[Decimal],
        current: int,
        in_force: object,
        data: Mapping[str, str] | None,
    ) -> None:
        super().__init__(current, in_force, data)
        for name, month in zip(MONTHS, french.MONTHS, strict=True):
            self.fields[name] = NumberField(rules, label=french.sentence(month))
        self.initial.update(zip(MONTHS, map(plain, shown), strict=False))

    @property
    def numbers(self) -> list[Decimal] | None:
        """The twelve numbers, None while one is missing or cannot be read."""
        found = [self.cleaned_data.get(name) for name in MONTHS]
        return None if None in found else [number for number in found if number is not None]

    @property
    def rows(self) -> list[tuple[str, forms.BoundField]]:
        return [(name, self[field]) for name, field in zip(french.MONTHS, MONTHS, strict=True)]


class ProfileForm(TwelveForm):
    """The part of each month in percent, or no profile any more."""

    lever = forms.BooleanField(required=False)

    def __init__(
        self,
        shown: Sequence[Decimal],
        current: int,
        in_force: tuple[Fraction, ...] | None,
        data: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(PERCENT, shown, current, in_force, data)

    def clean(self) -> None:
        if self.cleaned_data.get("lever"):
            return
        if self.numbers is None:
            raise ValidationError("Il manque la part d’un mois\u00a0; zéro s’écrit 0.")
        total = sum(self.numbers, Decimal(0))
        if total != 100:
            raise ValidationError(f"Les douze parts font {french.trimmed(total)}\u00a0%, et non 100\u00a0%.")
        self.add_objection(weights_objection(self.shares))

    @property
    def shares(self) -> tuple[Fraction, ...]:
        return tuple(Fraction(number) / 100 for number in self.numbers or ())

    @property
    def decided(self) -> tuple[Fraction, ...] | None:
        return None if self.cleaned_data.get("lever") else self.shares


class BaseForm(TwelveForm):
    """The twelve values of the base year of an evolution."""

    def __init__(self, indicator: Indicator, data: Mapping[str, str] | None = None) -> None:
        base = indicator.current_base
        values = base.values if base else ()
        super().__init__(indicator.rules_of(None), values, base.version if base else 0, values, data)
        self.indicator = indicator

    def clean(self) -> None:
        if self.numbers is None:
            raise ValidationError("Il manque la valeur d’un mois\u00a0; zéro s’écrit 0.")
        definition = self.indicator.definition
        self.add_objection(base_objection(definition.aggregation, definition.entry_decimals, self.numbers))

    @property
    def decided(self) -> tuple[Decimal, ...]:
        return tuple(self.numbers or ())


class CreditForm(DecisionForm):
    """The score that every indicator of the contract has at its seuil."""

    score = NumberField(CREDIT)

    def __init__(self, contract: Contract, current: int, data: Mapping[str, str] | None = None) -> None:
        super().__init__(current, contract.credit, data)
        self.initial["score"] = plain(contract.credit)
        self.fields["score"].label = "Score au seuil, en %"

    def clean_score(self) -> Decimal:
        credit: Decimal | None = self.cleaned_data["score"]
        if credit is None or not 0 <= credit <= 100:
            raise ValidationError("Donnez un score de 0 à 100.")
        return credit

    @property
    def decided(self) -> Decimal:
        credit: Decimal = self.cleaned_data["score"]
        return credit
