"""Submitting, unsubmitting, validating and returning months. A token of scope `ecriture` does the first two; it never
validates nor returns.
"""

from functools import partial
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.rest.fields import ExpectedVersion, ReasonField
from accounts.rest.queries import Strict
from accounts.rest.views import ApiView
from commitments.models import Origin
from indicators.api.serializers import MonthEntry, VersionOfMonth
from indicators.api.steps import Move, move_batch
from indicators.recording import return_, submit, unsubmit, validate

ENTRY = {"organisme": "ORGANISME", "indicator": "CODE-1", "month": "2025-03", "expected_version": 1}


class StepEntry(MonthEntry):
    expected_version = ExpectedVersion(help_text="La version lue de ce mois.")


class Steps(Strict):
    entries = serializers.ListField(child=StepEntry(), min_length=1, max_length=2000)


class SubmissionEntry(StepEntry):
    answer = ReasonField(
        help_text="Réponse au motif du renvoi : due si le mois renvoyé n’a pas changé depuis.",
    )


class SubmissionSteps(Strict):
    entries = serializers.ListField(child=SubmissionEntry(), min_length=1, max_length=2000)


class Returns(Steps):
    reason = ReasonField(help_text="Motif, dû à ceux qui ont saisi.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A reason that is left out is empty: the verb refuses it as the pages do."""
        return {"reason": "", **attrs}


class StepReport(serializers.Serializer[Any]):
    moved = serializers.IntegerField(help_text="Les mois qui ont changé d’état.")
    unchanged = serializers.IntegerField()
    entries = VersionOfMonth(many=True)


def described_move(summary: str, body: type[Strict] = Steps, **more: str) -> Any:
    """Class decorator: summary, body and example of one way of moving months, in the OpenAPI document."""
    example = OpenApiExample("Un mois", {"entries": [ENTRY], **more}, request_only=True)
    return extend_schema_view(
        post=extend_schema(
            summary=summary,
            tags=["validation"],
            request=body,
            examples=[example],
            responses={200: StepReport},
        )
    )


def report_of(person: User, body: Strict, move: Move) -> Response:
    """What a recording verb did with the entries of a request; its other fields are the verb's own."""
    body.is_valid(raise_exception=True)
    given = dict(body.validated_data)
    entries = given.pop("entries")
    done = move_batch(person, entries, partial(move, actor=person, origin=Origin.API, **given))
    return Response(StepReport(done).data)


class MonthMove(ApiView):
    """One way of moving months: `move` is the recording verb, `body` what it needs."""

    serializer_class = StepReport
    body: ClassVar[type[Strict]] = Steps
    move: ClassVar[Move]

    def post(self, request: Request) -> Response:
        return report_of(self.person, self.body(data=request.data), self.move)


@described_move("Soumettre des mois saisis : tous, ou aucun", SubmissionSteps)
class Submissions(MonthMove):
    body = SubmissionSteps
    move = staticmethod(submit)


@described_move("Retirer des soumissions que personne n’a décidées : toutes, ou aucune")
class Withdrawals(MonthMove):
    move = staticmethod(unsubmit)


@described_move("Valider des mois : tous, ou aucun (jamais par un jeton)")
class Validations(MonthMove):
    move = staticmethod(validate)


@described_move(
    "Renvoyer des mois avec un motif : tous, ou aucun (jamais par un jeton)",
    Returns,
    reason="dénominateur à vérifier",
)
class Returned(MonthMove):
    body = Returns
    move = staticmethod(return_)
