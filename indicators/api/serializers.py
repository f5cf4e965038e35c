"""What is measured, as the API writes it. Months are `2025-03`; figures are decimal numbers as text."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.rest.fields import CommentField, ExpectedVersion, ReasonField
from accounts.rest.queries import CODE, MONTH, Strict
from commitments.api.serializers import OfContract
from commitments.ledger.state import State
from commitments.models import Origin
from cpg.shared.figures import iso
from cpg.shared.periods import Month
from indicators.domain.model import AbsenceKind, Aggregation, Direction, Frequency
from indicators.models import ActualRevision, Indicator, TargetKind
from indicators.passports import RUBRICS, Passport
from indicators.selectors import series_of
from indicators.submission import doubts_held

STATES = [state.value for state in State]
FIGURE = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
NULLABLE_FIGURE = {"type": ["string", "null"], "pattern": FIGURE["pattern"]}
WRITTEN_FIGURE = {
    "oneOf": [{"type": "string", "maxLength": 60}, {"type": "number"}],
    "description": "Un nombre, ou son texte comme dans un fichier : 1234.5, « 1 234,5 », « 92,5 % ».",
}


PASSPORT = {
    "type": "object",
    "description": "D’où vient la valeur et jusqu’où s’y fier\u202f; null où rien n’est écrit.",
    "properties": {
        rubric.key: {"type": ["string", "null"], "description": rubric.title} for rubric in RUBRICS
    },
    "required": [rubric.key for rubric in RUBRICS],
}


@extend_schema_field(NULLABLE_FIGURE)
class Figure(serializers.Field[Decimal, Any, str, Any]):
    """An exact number without needless zeros, null where there is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Decimal) -> str:
        return iso(value)


class MonthName(serializers.RegexField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(MONTH, **kwargs)

    def to_representation(self, value: Any) -> str:
        return value if isinstance(value, str) else str(Month.of(value))


@extend_schema_field(WRITTEN_FIGURE)
class WrittenFigure(serializers.Field[str, Any, str, Any]):
    """A figure as it was written, for the one strict parser of figures to read."""

    default_error_messages = {"invalid": "Écrivez un nombre, ou le texte d’un nombre."}

    def to_internal_value(self, data: Any) -> str:
        if isinstance(data, bool) or not isinstance(data, str | int | Decimal):
            self.fail("invalid")
        text = str(data)
        if isinstance(data, Decimal) and "E" not in text:
            text = iso(data)  # a number has no thousands: 100.0 is not the doubtful text « 100.0 »
        if len(text) > 60:
            self.fail("invalid")
        return text


class IndicatorRow(OfContract):
    """The definition of an indicator: all that its figures are computed with, but for the targets."""

    fiche = serializers.IntegerField(source="fiche.position")
    theme = serializers.IntegerField(source="theme.position")
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the metaclass takes it off the class
    fiche_label = serializers.CharField(source="defined.fiche_label")
    short_label = serializers.CharField(
        help_text="Nom court, pour les tableaux et les graphiques, ou le libellé s’il n’y en a pas."
    )
    measure = serializers.SlugField(source="measure.code")
    unit = serializers.CharField(source="defined.unit")
    decimals = serializers.IntegerField(source="defined.decimals")
    entry_decimals = serializers.IntegerField(source="defined.entry_decimals")
    direction = serializers.ChoiceField(source="defined.direction", choices=list(Direction))
    aggregation = serializers.ChoiceField(source="defined.aggregation", choices=list(Aggregation))
    frequency = serializers.ChoiceField(source="defined.frequency", choices=list(Frequency))
    numerator_label = serializers.CharField(source="defined.numerator_label")
    denominator_label = serializers.CharField(source="defined.denominator_label")
    numerator_bounded = serializers.BooleanField(source="defined.numerator_bounded")
    first_year = serializers.IntegerField(allow_null=True)
    base_year = serializers.IntegerField(source="defined.base_year", allow_null=True)
    weight = Figure()
    passport = serializers.SerializerMethodField()
    passport_to_complete = serializers.SerializerMethodField(
        help_text=f"Combien des {len(RUBRICS)} rubriques restent à compléter."
    )

    @extend_schema_field(PASSPORT)
    def get_passport(self, indicator: Indicator) -> dict[str, str | None]:
        return {rubric.key: text or None for rubric, text in _passport(indicator).entries}

    def get_passport_to_complete(self, indicator: Indicator) -> int:
        return len(_passport(indicator).to_complete)


def _passport(indicator: Indicator) -> Passport:
    return Passport(indicator.defined.passport)


class OfIndicator(serializers.Serializer[Any]):
    """What tells which indicator of which contract a row is about."""

    organisme = serializers.SlugField(source="indicator.contract.body.code")
    contract = serializers.SlugField(source="indicator.contract.code")
    indicator = serializers.CharField(source="indicator.code")


class TargetRow(OfIndicator):
    """Seuil and objectif of a year in a version; null where the contract fixes none."""

    year = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=list(TargetKind))
    seuil = Figure()
    objectif = Figure()
    version = serializers.CharField(source="version.label")
    version_number = serializers.IntegerField(source="version.number")
    effective_from = serializers.DateField(source="version.effective_from")
    source = serializers.CharField(source="version.source")  # type: ignore[assignment]  # as above
    recorded_at = serializers.DateTimeField(source="change.recorded_at")


class ActualRow(OfIndicator):
    """A month with its author; all null where it was never entered, and `version` is 0."""

    month = MonthName()
    version = serializers.IntegerField()
    numerator = Figure()
    denominator = Figure()
    value = Figure()
    absence = serializers.SerializerMethodField()
    absence_reason = serializers.CharField()
    comment = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES, allow_null=True)
    reason = serializers.CharField(help_text="Motif de la correction, ou du renvoi.")
    answer = serializers.CharField(help_text="Réponse de la soumission au motif du renvoi.")
    recorded_at = serializers.DateTimeField(source="change.recorded_at", allow_null=True)
    recorded_by = serializers.SerializerMethodField()
    origin = serializers.ChoiceField(source="change.origin", choices=list(Origin), allow_null=True)

    @extend_schema_field(serializers.ChoiceField(choices=list(AbsenceKind), allow_null=True))
    def get_absence(self, revision: ActualRevision) -> str | None:
        return revision.absence or None

    def get_recorded_by(self, revision: ActualRevision) -> str:
        return str(revision.change.actor or "")


class DoubtRow(serializers.Serializer[Any]):
    code = serializers.CharField()
    sentence = serializers.CharField()


class MonthRow(ActualRow):
    """A month by itself, with what is unlikely in its value until it is validated."""

    doubts = serializers.SerializerMethodField(
        help_text="Ce que la valeur a d’inhabituel, comme la page du mois le montre ; vide une fois validée."
    )

    @extend_schema_field(DoubtRow(many=True))
    def get_doubts(self, revision: ActualRevision) -> Any:
        """The revision comes with its indicator, and this one with its definition."""
        found = doubts_held(series_of(revision.indicator), Month.of(revision.month), revision)
        return DoubtRow(found, many=True).data


def empty_month(indicator: Indicator, month: Month) -> dict[str, Any]:
    """The row of a month in which nothing was ever entered."""
    nothing = dict.fromkeys(MonthRow().fields)
    texts = dict.fromkeys(("absence_reason", "comment", "reason", "answer", "recorded_by"), "")
    return {**nothing, **texts, "doubts": [], **version_row(indicator, month, 0)}


class Written(Strict):
    """What a month is to hold: a pair or a value as the indicator needs, or an absence with its reason."""

    numerator = WrittenFigure(required=False, allow_null=True)
    denominator = WrittenFigure(required=False, allow_null=True)
    value = WrittenFigure(required=False, allow_null=True)
    absence = serializers.ChoiceField(choices=list(AbsenceKind), required=False, allow_null=True)
    absence_reason = ReasonField()
    comment = CommentField()


class WrittenMonth(Written):
    reason = ReasonField(
        help_text="Motif, dû si le mois porte déjà une valeur ou une absence et n’est pas renvoyé."
    )


class MonthEntry(Strict):
    """An entry of a batch, about one month. The contract is the one of the body that covers the month."""

    organisme = serializers.SlugField(max_length=40)
    indicator = serializers.RegexField(CODE)
    month = serializers.RegexField(MONTH)


class WrittenEntry(Written, MonthEntry):
    expected_version = ExpectedVersion(help_text="La version lue ; 0 si le mois n’a jamais rien porté.")


class WrittenMonths(Strict):
    entries = serializers.ListField(child=WrittenEntry(), min_length=1, max_length=2000)
    reason = ReasonField(
        help_text="Motif, dû si un mois porte déjà une valeur ou une absence et n’est pas renvoyé."
    )


class VersionOfMonth(serializers.Serializer[Any]):
    organisme = serializers.SlugField()
    contract = serializers.SlugField()
    indicator = serializers.CharField()
    month = serializers.CharField()
    version = serializers.IntegerField()


def version_row(indicator: Indicator, month: Month, version: int) -> dict[str, Any]:
    """A `VersionOfMonth`. The indicator comes with its contract and body."""
    contract = indicator.contract
    return {
        "organisme": contract.body.code,
        "contract": contract.code,
        "indicator": indicator.code,
        "month": str(month),
        "version": version,
    }


class WrittenReport(serializers.Serializer[Any]):
    written = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    entries = VersionOfMonth(many=True)


def texts_of(written: Mapping[str, Any], *names: str) -> dict[str, str]:
    """The fields as texts, "" where a field is absent."""
    return {name: written.get(name) or "" for name in names}
