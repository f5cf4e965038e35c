"""Attainment month by month: as stored, or computed from the facts as they were known at a past moment."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.problems import Problem
from accounts.rest.queries import MomentField, Query
from accounts.rest.views import Collection, Thing, described
from commitments.api.queries import of_contracts
from cpg.shared.periods import Month
from indicators.access import indicator_or_404, month_or_404
from indicators.api import queries
from indicators.api.attainment_rows import AttainmentRow, computed_row, names_by_key, stored, stored_row
from indicators.domain.model import Attainment as Computed
from indicators.models import Indicator, StoredAttainment
from indicators.selectors import attainments_at, attainments_by_month, sequence_of

TAG = "atteinte"


class KnownAtQuery(Query):
    known_at = MomentField(required=False)


@described("L’atteinte mois par mois, maintenant ou telle qu’on la connaissait", TAG)
class Attainments(Collection):
    serializer_class = AttainmentRow
    query = queries.AttainmentQuery
    orders = queries.BY_MONTH

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.known_at = queries.known_at(self.person, self.asked)
        if self.known_at is not None and "status" in self.asked:
            raise Problem(
                "status_needs_the_present",
                "Un statut passé n’est pas enregistré : demandez known_at sans status, puis choisissez.",
            )

    def lookup(self, **key: Any) -> QuerySet[StoredAttainment, Any]:
        """Stored rows: the answer for the present; for the past, the months to compute."""
        rows = StoredAttainment.objects.filter(
            indicator__in=self._indicators(), **queries.first_days(self.asked)
        )
        if status := self.asked.get("status"):
            rows = rows.filter(status=status)
        if self.known_at is None:
            return stored(rows)
        months: QuerySet[StoredAttainment, Any] = rows.values_list("indicator_id", "month", named=True)
        return months

    def rows(self, page: list[Any]) -> list[Any]:
        chosen = Indicator.objects.filter(pk__in={row.indicator_id for row in page})
        if self.known_at is None:
            names = names_by_key(chosen)
            return [stored_row(row, names[row.indicator_id]) for row in page]
        indicators = {each.pk: each for each in chosen.with_definition()}
        computed = self._computed(indicators.values(), page)
        return [
            computed_row(computed[row.indicator_id, row.month], indicators[row.indicator_id]) for row in page
        ]

    def _indicators(self) -> QuerySet[Indicator]:
        rows = of_contracts(Indicator.objects.all(), self.person, self.asked)
        code = self.asked.get("indicator")
        return rows.filter(code__iexact=code) if code else rows

    def _computed(
        self, indicators: Iterable[Indicator], page: Iterable[Any]
    ) -> dict[tuple[int, date], Computed]:
        months: dict[int, list[Month]] = defaultdict(list)
        for row in page:
            months[row.indicator_id].append(Month.of(row.month))
        by_indicator = attainments_by_month(indicators, months, self.known_at)
        return {(key, each.month.first_day): each for key, listed in by_indicator.items() for each in listed}


@described("L’atteinte d’un indicateur à la fin d’un mois", TAG)
class OneAttainment(Thing):
    serializer_class = AttainmentRow
    query = KnownAtQuery

    def get(self, request: Request, **key: Any) -> Response:
        indicator = indicator_or_404(self.person, key["organisme"], key["contract"], key["indicator"])
        month = month_or_404(indicator, key["month"])
        if "known_at" in self.asked:
            sequence = sequence_of(indicator.contract, self.asked["known_at"])
            attainment = attainments_at([indicator], month, sequence)[indicator.pk]
            return Response(computed_row(attainment, indicator))
        row = stored(StoredAttainment.objects.filter(indicator=indicator, month=month.first_day)).first()
        if row is None:
            raise Http404
        names = names_by_key(Indicator.objects.filter(pk=indicator.pk))
        return Response(stored_row(row, names[indicator.pk]))
