"""Read monthly figures, and write them one or many at a time by the same verbs as the pages and files."""

from typing import Any, NoReturn

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.rest.problems import Problem
from accounts.rest.queries import PageQuery
from accounts.rest.versions import IF_MATCH, etag, versions_read
from accounts.rest.views import ApiView, Collection, Thing, described
from accounts.rights import Verb, may
from commitments.api.refusals import problem_of
from commitments.ledger.refusals import STALE_MONTH, Refusal, StaleVersion
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.access import indicator_or_404, month_or_404
from indicators.api import queries, serializers
from indicators.api.batches import write_batch
from indicators.api.refusals import problem_of_figures
from indicators.domain.model import Fact
from indicators.models import ActualRevision, Indicator
from indicators.parsing import MonthTexts, read_month_over
from indicators.recording import put
from indicators.selectors import revisions_known

TAG = "valeurs mensuelles"
STALE_OWN = "Vous avez modifié ce mois depuis la version que vous nommez\u00a0: relisez-le, puis choisissez."
ONE_MONTH = {
    "numerator": "925",
    "denominator": "1000",
    "comment": "",
    "reason": "chiffres inversés à la saisie",
}
MANY_MONTHS = {
    "entries": [
        {
            "organisme": "ORGANISME",
            "indicator": "CODE-1",
            "month": "2025-03",
            "expected_version": 0,
            "value": "3796",
            "comment": "",
        },
        {
            "organisme": "ORGANISME",
            "indicator": "CODE-2",
            "month": "2025-03",
            "expected_version": 2,
            "absence": "non_disponible",
            "absence_reason": "outil en panne",
        },
    ],
    "reason": "",
}


@described("Les valeurs mensuelles qui tiennent, maintenant ou à un moment passé", TAG)
class Actuals(Collection):
    serializer_class = serializers.ActualRow
    query = queries.ActualQuery
    orders = queries.BY_MONTH

    def lookup(self, **key: Any) -> QuerySet[ActualRevision]:
        known_at = queries.known_at(self.person, self.asked)
        rows = queries.of_indicators(revisions_known(known_at), self.person, self.asked)
        if state := self.asked.get("state"):
            rows = rows.filter(state=state)
        return _with_names(rows).filter(**queries.first_days(self.asked))

    @extend_schema(
        summary="Saisir ou corriger plusieurs mois : tous, ou aucun",
        tags=[TAG],
        request=serializers.WrittenMonths,
        examples=[OpenApiExample("Deux mois", MANY_MONTHS, request_only=True)],
        responses={200: serializers.WrittenReport},
    )
    def post(self, request: Request) -> Response:
        body = serializers.WrittenMonths(data=request.data)
        body.is_valid(raise_exception=True)
        report = write_batch(
            self.person, body.validated_data["entries"], body.validated_data.get("reason", "").strip()
        )
        return Response(serializers.WrittenReport(report).data)


class OfMonth(ApiView):
    """An address about one month of one indicator."""

    indicator: Indicator
    month: Month

    def initial(self, request: Request, *args: Any, **key: Any) -> None:
        super().initial(request, *args, **key)
        self.indicator = indicator_or_404(self.person, key["organisme"], key["contract"], key["indicator"])
        self.month = month_or_404(self.indicator, key["month"])


@described("Une valeur mensuelle, avec sa version en ETag", TAG)
class OneActual(OfMonth, Thing):
    serializer_class = serializers.MonthRow

    def get(self, request: Request, **key: Any) -> Response:
        return self._answer(self._current())

    @extend_schema(
        summary="Saisir ou corriger un mois",
        tags=[TAG],
        parameters=[IF_MATCH],
        request=serializers.WrittenMonth,
        examples=[OpenApiExample("Un couple", ONE_MONTH, request_only=True)],
        responses={200: serializers.MonthRow, 201: serializers.MonthRow},
    )
    def put(self, request: Request, **key: Any) -> Response:
        if not may(self.person, Verb.RECORD, self.indicator):
            raise Problem("not_allowed", "Cet indicateur ne vous est pas attribué.")
        body = serializers.WrittenMonth(data=request.data)
        body.is_valid(raise_exception=True)
        current = self._current()
        versions = versions_read(request, _version(current))
        fact, comment = self._fact(body.validated_data, current), _comment(body.validated_data)
        if _version(current) not in versions:
            if not self._is_repeated(current, versions, fact, comment):
                self._refuse_as_stale(current)
            return self._answer(current)
        try:
            put(
                indicator=self.indicator,
                month=self.month,
                fact=fact,
                expected_version=_version(current),
                actor=self.person,
                origin=Origin.API,
                comment=comment,
                reason=body.validated_data.get("reason", ""),
            )
        except StaleVersion:
            self._refuse_as_stale(self._current())
        except Refusal as refusal:
            raise problem_of(refusal) from refusal
        return self._answer(self._current(), status=201 if _is_empty(current) else 200)

    def _fact(self, given: dict[str, Any], current: ActualRevision | None) -> Fact:
        names = ("numerator", "denominator", "value", "absence", "absence_reason")
        texts = MonthTexts(**serializers.texts_of(given, *names))
        fact = read_month_over(current.fact if current else None, self.indicator.rules_of(self.month), texts)
        if isinstance(fact, tuple):
            raise problem_of_figures(fact)
        return fact

    def _is_repeated(
        self, current: ActualRevision | None, versions: set[int], fact: Fact, comment: str | None
    ) -> bool:
        """Whether the person wrote just this over the version that was read: the same request, sent again."""
        return (
            current is not None
            and current.version - 1 in versions
            and current.change.actor_id == self.person.pk
            and current.fact == fact
            and comment in {None, current.comment}
        )

    def _current(self) -> ActualRevision | None:
        """The current revision, None if there never was one."""
        revisions = revisions_known(None).filter(indicator=self.indicator, month=self.month.first_day)
        return _with_names(revisions).first()

    def _refuse_as_stale(self, current: ActualRevision | None) -> NoReturn:
        """Refuse with the current state in the answer, so that the second writer can choose."""
        is_own = current is not None and current.change.actor_id == self.person.pk
        raise Problem(
            "stale_version",
            STALE_OWN if is_own else STALE_MONTH,
            more={"current": self._row(current)},
            headers=etag(_version(current)),
        )

    def _answer(self, current: ActualRevision | None, status: int = 200) -> Response:
        return Response(self._row(current), status=status, headers=etag(_version(current)))

    def _row(self, current: ActualRevision | None) -> Any:
        if current is None:
            return serializers.empty_month(self.indicator, self.month)
        current.indicator = self.indicator
        return self.get_serializer(current).data


@described("Toutes les versions d’un mois, la dernière d’abord", TAG)
class ActualHistory(OfMonth, Collection):
    serializer_class = serializers.ActualRow
    query = PageQuery
    orders = {"": ("-version",)}

    def lookup(self, **key: Any) -> QuerySet[ActualRevision]:
        revisions = ActualRevision.objects.filter(indicator=self.indicator, month=self.month.first_day)
        return _with_names(revisions)


def _with_names(revisions: QuerySet[ActualRevision]) -> QuerySet[ActualRevision]:
    """Join what an `ActualRow` reads beside the revision."""
    return revisions.select_related("indicator__contract__body", "change__actor")


def _comment(given: dict[str, Any]) -> str | None:
    """A field that is left out keeps the comment, as in a batch; "" removes it."""
    return str(given["comment"]).strip() if "comment" in given else None


def _version(current: ActualRevision | None) -> int:
    return current.version if current else 0


def _is_empty(current: ActualRevision | None) -> bool:
    return current is None or current.fact is None
