"""What moved the score of a contract between two moments: the lines of « Ce qui a changé »."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.clock import localdate
from accounts.rest.queries import MONTH, Query
from accounts.rest.renderers import CsvRenderer, JsonRenderer
from accounts.rest.views import ApiView
from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.access import contract_or_404
from dashboards.causes.moving import Line, moved
from dashboards.causes.since import Since, since_choices
from indicators.access import month_in_contract_or_404
from indicators.api.serializers import Figure
from indicators.domain.contributions import Move

NOT_OFFERED = "Donnez un trimestre clos (2026T3) ou la fin d’un des douze derniers mois (2026-10-31)."


class CauseRow(serializers.Serializer[Any]):
    """Points of the total that one cause brought by one indicator. The `points` of all rows add up to the change of the
    published total; `exact` is the fraction that they round. No row where one of the totals is not published.
    """

    organisme = serializers.SlugField()
    contract = serializers.SlugField()
    since = serializers.CharField(help_text="Le trimestre clos ou le jour de départ.")
    since_month = serializers.RegexField(MONTH)
    month = serializers.RegexField(MONTH)
    theme = serializers.IntegerField()
    indicator = serializers.CharField()
    cause = serializers.CharField(help_text="`correction`, `avenant`, `avancée de l’année`…")
    move = serializers.ChoiceField(choices=list(Move))
    what = serializers.CharField()
    act = serializers.IntegerField(allow_null=True, help_text="Numéro de l’acte au journal.")
    points = Figure()
    exact = serializers.CharField(help_text="`10/3`.")


class CauseRows(serializers.Serializer[Any]):
    results = CauseRow(many=True)


class SinceQuery(Query):
    since = serializers.CharField(
        required=False, max_length=10, help_text=f"{NOT_OFFERED} Le dernier trimestre clos par défaut."
    )


@extend_schema_view(
    get=extend_schema(
        summary="Ce qui a fait bouger le score d’un contrat\u00a0: par indicateur et par cause",
        tags=["atteinte"],
        responses={200: CauseRows},
    )
)
class ContractCauses(ApiView):
    serializer_class = CauseRow
    query = SinceQuery
    renderer_classes = (JsonRenderer, CsvRenderer)

    def get(self, request: Request, organisme: str, contract: str, month: str) -> Response:
        found = contract_or_404(self.person, organisme, contract)
        at = month_in_contract_or_404(found, month)
        since = self._since(found, at)
        if since is None:
            return Response({"results": []})
        lines = moved(found, (since.month, since.known_at(found)), at).lines
        return Response({"results": list(_rows(found, since, at, lines))})

    def _since(self, contract: Contract, month: Month) -> Since | None:
        choices = since_choices(contract, month, localdate())
        asked = self.asked.get("since")
        if asked is None:
            return next(iter(choices), None)
        chosen = next((each for each in choices if each.key == asked), None)
        if chosen is None:
            raise ValidationError({"since": [NOT_OFFERED]})
        return chosen


def _rows(
    contract: Contract, since: Since, month: Month, lines: tuple[Line, ...]
) -> Iterator[dict[str, Any]]:
    for line in lines:
        yield {
            "organisme": contract.body.code,
            "contract": contract.code,
            "since": since.key,
            "since_month": str(since.month),
            "month": str(month),
            "theme": line.indicator.theme.position,
            "indicator": line.indicator.code,
            "cause": line.cause.kind.value,
            "move": line.move.value,
            "what": line.cause.sentence,
            "act": line.cause.by.sequence if line.cause.by else None,
            "points": line.points,
            "exact": str(line.exact),
        }
