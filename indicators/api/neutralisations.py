"""The periods that the Cnav neutralised, and deciding on many of them in one act. A token reads; a person decides."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.fields import ExpectedVersion, ReasonField
from accounts.rest.views import Collection, described
from commitments.models import Origin
from indicators.api import queries
from indicators.api.serializers import MonthEntry, MonthName, OfIndicator
from indicators.api.workflow import StepReport, Steps, report_of
from indicators.models import NeutralisationRevision
from indicators.recording import neutralise_many

TAG = "neutralisations"
DECISIONS = {"neutraliser": True, "lever": False}
EXAMPLE = {
    "entries": [
        {"organisme": "ORGANISME", "indicator": code, "month": month, "expected_version": 0}
        for code in ("CODE-1", "CODE-2")
        for month in ("2025-03", "2025-04")
    ],
    "decision": "neutraliser",
    "reason": "incident national",
}


class NeutralisationRow(OfIndicator):
    """What holds for a period, named by the due month that ends it. A period never decided on has no row."""

    month = MonthName()
    version = serializers.IntegerField()
    neutralised = serializers.BooleanField(source="is_neutralised")
    reason = serializers.CharField()
    act = serializers.IntegerField(
        source="change.sequence", help_text="Le même pour toutes les périodes d’un acte."
    )
    recorded_at = serializers.DateTimeField(source="change.recorded_at")
    recorded_by = serializers.SerializerMethodField()
    origin = serializers.ChoiceField(source="change.origin", choices=list(Origin))

    @extend_schema_field(serializers.CharField())
    def get_recorded_by(self, revision: NeutralisationRevision) -> str:
        return str(revision.change.actor or "")


class NeutralisingEntry(MonthEntry):
    expected_version = ExpectedVersion(
        help_text="La version lue ; 0 si rien n’a été décidé de cette période."
    )


class NeutralisingSteps(Steps):
    entries = serializers.ListField(child=NeutralisingEntry(), min_length=1, max_length=2000)
    decision = serializers.ChoiceField(choices=list(DECISIONS))
    reason = ReasonField(help_text="Motif de la Cnav, ou de la levée ; dû.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A reason that is left out is empty: the verb refuses it as the pages do."""
        decision = attrs.pop("decision")
        return {"reason": "", **attrs, "is_neutralised": DECISIONS[decision]}


@described("Les périodes neutralisées ou levées, maintenant ou à un moment passé", TAG)
class Neutralisations(Collection):
    serializer_class = NeutralisationRow
    query = queries.NeutralisationQuery
    orders = queries.BY_MONTH

    def lookup(self, **key: Any) -> QuerySet[NeutralisationRevision]:
        related = NeutralisationRevision.objects.select_related("indicator__contract__body", "change__actor")
        rows = queries.of_indicators(related, self.person, self.asked).filter(
            **queries.first_days(self.asked)
        )
        if wanted := self.asked.get("neutralised"):
            rows = rows.filter(is_neutralised=wanted == "true")
        if act := self.asked.get("act"):
            rows = rows.filter(change__sequence=act)
        return rows.filter(pk=_current(queries.known_at(self.person, self.asked)))

    @extend_schema(
        summary="Neutraliser des périodes, ou lever : toutes en un acte, ou aucune (jamais par un jeton)",
        tags=[TAG],
        request=NeutralisingSteps,
        examples=[OpenApiExample("Deux mois de deux indicateurs", EXAMPLE, request_only=True)],
        responses={200: StepReport},
    )
    def post(self, request: Request) -> Response:
        return report_of(self.person, NeutralisingSteps(data=request.data), neutralise_many)


def _current(known_at: int | None) -> Subquery:
    """The last decision on each period, now or at that sequence."""
    same = NeutralisationRevision.objects.filter(indicator=OuterRef("indicator"), month=OuterRef("month"))
    if known_at is not None:
        same = same.filter(change__sequence__lte=known_at)
    return Subquery(same.order_by("-version").values("pk")[:1])
