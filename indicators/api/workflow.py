"""Submitting, validating and returning months. A token of scope `ecriture` submits; it never validates nor returns."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.queries import CODE, MONTH, Strict
from accounts.rest.views import ApiView
from commitments.models import Contract, Origin
from indicators.api.serializers import ReasonField, VersionOfMonth
from indicators.api.steps import Verb, move_batch
from indicators.models import ActualRevision
from indicators.recording import MonthStep, return_, submit, validate

TAGS = ["validation"]
ENTRY = {"organisme": "ORGANISME", "indicator": "CODE-1", "month": "2025-03", "expected_version": 1}


class StepEntry(Strict):
    organisme = serializers.SlugField(max_length=40)
    indicator = serializers.RegexField(CODE)
    month = serializers.RegexField(MONTH)
    expected_version = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, help_text="La version lue de ce mois."
    )


class Steps(Strict):
    entries = serializers.ListField(child=StepEntry(), min_length=1, max_length=2000)


class Returns(Steps):
    reason = ReasonField(help_text="Motif, dû à ceux qui ont saisi.")


class StepReport(serializers.Serializer[Any]):
    moved = serializers.IntegerField(help_text="Les mois qui ont changé d’état.")
    unchanged = serializers.IntegerField()
    entries = VersionOfMonth(many=True)


class Moving(ApiView):
    """One way of moving months on."""

    serializer_class = StepReport
    body: type[Steps] = Steps

    def verb(self, given: dict[str, Any]) -> Verb:
        raise NotImplementedError

    def move(self, request: Request) -> Response:
        body = self.body(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        return Response(StepReport(move_batch(self.person, given["entries"], self.verb(given))).data)


class Submissions(Moving):
    def verb(self, given: dict[str, Any]) -> Verb:
        def act(contract: Contract, steps: list[MonthStep]) -> list[ActualRevision]:
            return submit(contract=contract, steps=steps, actor=self.person, origin=Origin.API)

        return act

    @extend_schema(
        summary="Soumettre des mois saisis : tous, ou aucun",
        tags=TAGS,
        request=Steps,
        examples=[OpenApiExample("Un mois", {"entries": [ENTRY]}, request_only=True)],
        responses={200: StepReport},
    )
    def post(self, request: Request) -> Response:
        return self.move(request)


class Validations(Moving):
    def verb(self, given: dict[str, Any]) -> Verb:
        def act(contract: Contract, steps: list[MonthStep]) -> list[ActualRevision]:
            return validate(contract=contract, steps=steps, actor=self.person, origin=Origin.API)

        return act

    @extend_schema(
        summary="Valider des mois : tous, ou aucun (jamais par un jeton)",
        tags=TAGS,
        request=Steps,
        examples=[OpenApiExample("Un mois", {"entries": [ENTRY]}, request_only=True)],
        responses={200: StepReport},
    )
    def post(self, request: Request) -> Response:
        return self.move(request)


class Returned(Moving):
    body = Returns

    def verb(self, given: dict[str, Any]) -> Verb:
        reason = given.get("reason", "").strip()

        def act(contract: Contract, steps: list[MonthStep]) -> list[ActualRevision]:
            return return_(
                contract=contract, steps=steps, reason=reason, actor=self.person, origin=Origin.API
            )

        return act

    @extend_schema(
        summary="Renvoyer des mois avec un motif : tous, ou aucun (jamais par un jeton)",
        tags=TAGS,
        request=Returns,
        examples=[
            OpenApiExample(
                "Un mois", {"entries": [ENTRY], "reason": "dénominateur à vérifier"}, request_only=True
            )
        ],
        responses={200: StepReport},
    )
    def post(self, request: Request) -> Response:
        return self.move(request)
