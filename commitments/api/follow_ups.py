"""The states of échéances, with the day that was promised: read, and written one at a time by the verb of the page."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NoReturn

from django.db.models import Q, QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.clock import localdate
from accounts.rest.problems import Problem
from accounts.rest.queries import PageQuery
from accounts.rest.versions import IF_MATCH, etag, versions_read
from accounts.rest.views import ApiView, Collection, Thing, described
from accounts.rights import Verb, may
from commitments.api.follow_up_rows import CONTENT, FollowUpRow, VersionRow, WrittenFollowUp
from commitments.api.queries import FollowUpQuery, first_or_404, key_or_404, of_contracts, visible_contracts
from commitments.api.refusals import problem_of
from commitments.calendar import Declared
from commitments.ledger.refusals import STALE_ITEM, Refusal, StaleVersion
from commitments.models import Contract, FollowUpRevision, Origin, PlannedYear
from commitments.recording import Update, says_the_same, update_many
from commitments.selectors import Item, has_promise_passed, items_in, items_of

TAG = "suivi des actions"
NOT_YOURS = "Cette action ne vous est pas attribuée."
EXAMPLE = {
    "declared": "en_cours",
    "progress": 40,
    "forecast": "2026-03-31",
    "comment": "Marché notifié",
}


@described("Les échéances des actions, où elles en sont et le jour promis", TAG)
class FollowUps(Collection):
    serializer_class = FollowUpRow
    query = FollowUpQuery
    orders = {"": ("action_id", "pk")}

    def lookup(self, **key: Any) -> QuerySet[PlannedYear]:
        rows = PlannedYear.objects.select_related("action__engagement__fiche__contract__body", "deliverable")
        rows = of_contracts(rows, self.person, self.asked, contract="action__engagement__fiche__contract")
        return rows.filter(_kept(self.asked, localdate()))

    def rows(self, page: list[Any]) -> list[Any]:
        return super().rows(items_in(page, localdate()))


class OfItem(ApiView):
    """An address about one échéance."""

    contract: Contract
    planned: Q

    def initial(self, request: Request, *args: Any, **key: Any) -> None:
        super().initial(request, *args, **key)
        self.contract = first_or_404(visible_contracts(self.person, key).select_related("body"))
        self.planned = _of_action(*key_or_404(key["key"]))

    def item(self, place: str) -> Item:
        items = items_of(self.contract, localdate(), where=self.planned)
        found = next((each for each in items if each.place == place), None)
        if found is None:
            raise Http404
        return found


@described("Une échéance, avec sa version en ETag", TAG)
class OneFollowUp(OfItem, Thing):
    serializer_class = FollowUpRow

    def get(self, request: Request, **key: Any) -> Response:
        return self._answer(self.item(key["place"]))

    @extend_schema(
        summary="Écrire où en est une échéance, et le jour promis",
        tags=[TAG],
        parameters=[IF_MATCH],
        request=WrittenFollowUp,
        examples=[OpenApiExample("En cours", EXAMPLE, request_only=True)],
        responses={200: FollowUpRow, 201: FollowUpRow},
    )
    def put(self, request: Request, **key: Any) -> Response:
        item = self.item(key["place"])
        if not may(self.person, Verb.RECORD, item):
            raise Problem("not_allowed", NOT_YOURS)
        body = WrittenFollowUp(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        versions, update = versions_read(request, item.version), update_of(item, given)
        if item.version not in versions:
            if not self._is_repeated(item, versions, update, submits=given["submit"]):
                self._refuse_as_stale(item)
            return self._answer(item)
        try:
            update_many(
                contract=item.contract,
                updates=[update],
                actor=self.person,
                origin=Origin.API,
                hands_over=given["submit"],
            )
        except StaleVersion:
            self._refuse_as_stale(self.item(key["place"]))
        except Refusal as refusal:
            raise problem_of(refusal) from refusal
        written = self.item(key["place"])
        return self._answer(written, status=201 if written.version > item.version == 0 else 200)

    def _is_repeated(self, item: Item, versions: set[int], update: Update, *, submits: bool) -> bool:
        """Whether the person wrote just this over the version that was read: the same request, sent again."""
        return (
            item.record is not None
            and item.version - 1 in versions
            and item.record.actor_pk == self.person.pk
            and says_the_same(update, item, hands_over=submits)
            and (not submits or item.record.answer == update.answer.strip())
        )

    def _refuse_as_stale(self, item: Item) -> NoReturn:
        """Refuse with the current state in the answer, so that the second writer can choose."""
        current = self.get_serializer(item).data
        raise Problem("stale_version", STALE_ITEM, more={"current": current}, headers=etag(item.version))

    def _answer(self, item: Item, status: int = 200) -> Response:
        return Response(self.get_serializer(item).data, status=status, headers=etag(item.version))


@described("Toutes les versions d’une échéance, la dernière d’abord", TAG)
class FollowUpHistory(OfItem, Collection):
    serializer_class = VersionRow
    query = PageQuery
    orders = {"": ("-version",)}

    def lookup(self, **key: Any) -> QuerySet[FollowUpRevision]:
        revisions = FollowUpRevision.objects.filter(planned=self.item(key["place"]).planned)
        return revisions.select_related("change__actor")


def update_of(item: Item, given: Mapping[str, Any]) -> Update:
    """The new state: what is given, and what stands for the rest."""
    stands = {name: getattr(item.record, name) for name in CONTENT} if item.record else {}
    values = {**stands, **{name: given[name] for name in CONTENT if name in given}}
    return Update(
        planned=item.planned,
        declared=Declared(values.pop("declared", "")),
        expected_version=item.version,
        answer=given.get("answer", ""),
        **values,
    )


def _kept(asked: Mapping[str, Any], today: date) -> Q:
    """The filters of the list, on planned years."""
    kept = Q()
    if fiche := asked.get("fiche"):
        kept &= Q(action__engagement__fiche__position=fiche)
    if key := asked.get("action"):
        kept &= _of_action(*key_or_404(key))
    if year := asked.get("year"):
        kept &= Q(year=year)
    for name in ("declared", "state"):
        if value := asked.get(name):
            kept &= Q(**{f"follow_up__current__{name}": value})
    return kept & has_promise_passed(today) if asked.get("promise") else kept


def _of_action(fiche: int, code: str) -> Q:
    return Q(action__engagement__fiche__position=fiche, action__code=code)
