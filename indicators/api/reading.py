"""Indicators and their targets, read only."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.rest.views import Collection, Thing, described
from commitments.api.queries import of_contracts
from indicators.access import indicator_or_404
from indicators.api import queries
from indicators.api.serializers import IndicatorRow, TargetRow
from indicators.models import Indicator, TargetRevision


@described("Les indicateurs et leur définition", "indicateurs")
class Indicators(Collection):
    serializer_class = IndicatorRow
    query = queries.IndicatorQuery
    orders = {"": ("contract_id", "position")}

    def lookup(self, **key: Any) -> QuerySet[Indicator]:
        # The passport too, which pages leave for when they show it.
        defined = Indicator.objects.all().with_definition().select_related("measure").defer(None)
        rows = of_contracts(defined, self.person, self.asked)
        if fiche := self.asked.get("fiche"):
            rows = rows.filter(fiche__position=fiche)
        if theme := self.asked.get("theme"):
            rows = rows.filter(theme__position=theme)
        return rows


@described("Un indicateur", "indicateurs")
class OneIndicator(Thing):
    serializer_class = IndicatorRow

    def lookup(self, **key: Any) -> Indicator:
        return indicator_or_404(self.person, key["organisme"], key["contract"], key["indicator"])


@described("Seuils et objectifs, par année et par version", "indicateurs")
class Targets(Collection):
    serializer_class = TargetRow
    query = queries.TargetQuery
    orders = queries.BY_YEAR

    def lookup(self, **key: Any) -> QuerySet[TargetRevision]:
        related = TargetRevision.objects.select_related("indicator__contract__body", "version", "change")
        rows = queries.of_indicators(related, self.person, self.asked)
        if year := self.asked.get("year"):
            rows = rows.filter(year=year)
        return rows.filter(pk=_current_target(queries.known_at(self.person, self.asked)))


def _current_target(known_at: int | None) -> Subquery:
    """Of the revisions of a year in a version, the one with the greatest sequence."""
    same = TargetRevision.objects.filter(
        indicator=OuterRef("indicator"), version=OuterRef("version"), year=OuterRef("year")
    )
    if known_at is not None:
        same = same.filter(change__sequence__lte=known_at)
    return Subquery(same.order_by("-change__sequence").values("pk")[:1])
