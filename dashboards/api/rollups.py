"""Scores of a contract at the end of a month: total, themes and fiches, each with what it covers."""

from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.problems import Problem
from accounts.rest.queries import MONTH, MomentField, Query
from accounts.rest.renderers import CsvRenderer, JsonRenderer
from accounts.rest.views import ApiView
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.access import contract_or_404
from indicators.access import month_in_contract_or_404
from indicators.api.serializers import Figure
from indicators.domain import Term, month_shown, roll_up
from indicators.domain.model import Attainment
from indicators.models import Indicator
from indicators.selectors import (
    attainments_at,
    last_month_with_data,
    sequence_of,
    stored_attainments_at,
)

LEVELS = ("total", "theme", "fiche")


class RollUpRow(serializers.Serializer[Any]):
    """A weighted mean of scores and its coverage.

    `score` is null when the measured weigh less than half of what is due. `low` and `high` bound what it becomes over
    all that is due. `simulated`: nobody has set the weights, all count as 1.
    """

    organisme = serializers.SlugField()
    contract = serializers.SlugField()
    month = serializers.RegexField(MONTH)
    level = serializers.ChoiceField(choices=LEVELS)
    position = serializers.IntegerField(help_text="Rang du thème, numéro de la fiche ; 0 pour le total.")
    title = serializers.CharField()
    score = Figure()
    low = Figure()
    high = Figure()
    measured = serializers.IntegerField()
    due = serializers.IntegerField()
    left_out = serializers.ListField(child=serializers.CharField())
    not_due = serializers.ListField(child=serializers.CharField())
    apart = serializers.ListField(child=serializers.CharField())
    without_target = serializers.ListField(child=serializers.CharField())
    simulated = serializers.BooleanField()


class RollUps(serializers.Serializer[Any]):
    results = RollUpRow(many=True)


class RollUpQuery(Query):
    known_at = MomentField(required=False)


@extend_schema_view(
    get=extend_schema(
        summary="Les scores d’un contrat à la fin d’un mois : total, thèmes, fiches",
        tags=["atteinte"],
        responses={200: RollUps},
    )
)
class ContractRollUps(ApiView):
    serializer_class = RollUpRow
    query = RollUpQuery
    renderer_classes = (JsonRenderer, CsvRenderer)

    def get(self, request: Request, organisme: str, contract: str, month: str) -> Response:
        found = contract_or_404(self.person, organisme, contract)
        at = _with_data(found, month_in_contract_or_404(found, month))
        indicators = list(Indicator.objects.filter(contract=found).with_definition().order_by("position"))
        if "known_at" in self.asked:
            attained = attainments_at(indicators, at, sequence_of(found, self.asked["known_at"]))
        else:
            attained = stored_attainments_at(indicators, at)
        return Response({"results": list(_rows(found, at, indicators, attained))})


def _with_data(contract: Contract, wanted: Month) -> Month:
    """A program asked for one month: it is told which one it may ask for, and never answered with another."""
    shown = month_shown(wanted, last_month_with_data(contract))
    if shown == wanted:
        return wanted
    raise Problem(
        "not_found",
        f"Aucune donnée encore pour {french.month_name(wanted.year, wanted.number)}{french.NARROW}; "
        f"le dernier mois saisi est {french.month_name(shown.year, shown.number)}.",
        more={"latest_month": str(shown)},
    )


def _rows(
    contract: Contract, month: Month, indicators: list[Indicator], attained: Mapping[int, Attainment]
) -> Iterator[dict[str, Any]]:
    def row(level: str, position: int, title: str, chosen: list[Indicator]) -> dict[str, Any]:
        found = roll_up(Term.of(each.code, attained.get(each.pk)) for each in chosen)
        return {
            "organisme": contract.body.code,
            "contract": contract.code,
            "month": str(month),
            "level": level,
            "position": position,
            "title": title,
            "score": found.score,
            "low": found.low,
            "high": found.high,
            "measured": found.measured,
            "due": found.due,
            "left_out": list(found.left_out),
            "not_due": list(found.not_due),
            "apart": list(found.apart),
            "without_target": list(found.without_target),
            "simulated": found.simulated,
        }

    yield row("total", 0, contract.label, indicators)
    for theme in sorted({each.theme for each in indicators}, key=attrgetter("position")):
        yield row("theme", theme.position, theme.title, [each for each in indicators if each.theme == theme])
    for fiche in sorted({each.fiche for each in indicators}, key=attrgetter("position")):
        yield row("fiche", fiche.position, fiche.title, [each for each in indicators if each.fiche == fiche])
