"""Contracts and their contents, read-only."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view

from accounts.rest.queries import BodyQuery, ContractQuery
from accounts.rest.views import Collection, Thing
from commitments.api import queries, serializers
from commitments.api.queries import first_or_404, key_or_404, of_contracts
from commitments.models import Action, Contract, Engagement, Fiche, Interpretation


def described(summary: str) -> Any:
    return extend_schema_view(get=extend_schema(summary=summary, tags=["contrat"]))


def contracts_with_parts() -> QuerySet[Contract]:
    return Contract.objects.select_related("body").prefetch_related("parts", "themes")


@described("Les contrats que vous voyez")
class Contracts(Collection):
    serializer_class = serializers.ContractRow
    query = BodyQuery

    def lookup(self, **key: Any) -> QuerySet[Contract]:
        visible = contracts_with_parts().filter(pk__in=Contract.objects.all().visible_to(self.person))
        body = self.asked.get("organisme")
        return visible.filter(body__code=body) if body else visible


@described("Un contrat")
class OneContract(Thing):
    serializer_class = serializers.ContractRow

    def lookup(self, **key: Any) -> Contract:
        visible = contracts_with_parts().filter(pk__in=Contract.objects.all().visible_to(self.person))
        return first_or_404(visible.filter(body__code=key["organisme"], code=key["contract"]))


@described("Les fiches")
class Fiches(Collection):
    serializer_class = serializers.FicheRow
    query = ContractQuery
    orders = {"": ("contract_id", "position")}

    def lookup(self, **key: Any) -> QuerySet[Fiche]:
        return of_contracts(Fiche.objects.select_related("contract__body", "part"), self.person, self.asked)


@described("Une fiche")
class OneFiche(Thing):
    serializer_class = serializers.FicheRow

    def lookup(self, **key: Any) -> Fiche:
        fiches = of_contracts(Fiche.objects.select_related("contract__body", "part"), self.person, key)
        return first_or_404(fiches.filter(position=key["number"]))


@described("Les engagements")
class Engagements(Collection):
    serializer_class = serializers.EngagementRow
    query = queries.FicheQuery
    orders = {"": ("fiche_id", "position")}

    def lookup(self, **key: Any) -> QuerySet[Engagement]:
        rows = of_contracts(
            Engagement.objects.select_related("fiche__contract__body"),
            self.person,
            self.asked,
            contract="fiche__contract",
        )
        fiche = self.asked.get("fiche")
        return rows.filter(fiche__position=fiche) if fiche else rows


@described("Un engagement")
class OneEngagement(Thing):
    serializer_class = serializers.EngagementRow

    def lookup(self, **key: Any) -> Engagement:
        fiche, code = key_or_404(key["key"])
        rows = of_contracts(
            Engagement.objects.select_related("fiche__contract__body"),
            self.person,
            key,
            contract="fiche__contract",
        )
        return first_or_404(rows.filter(fiche__position=fiche, code=code))


def actions_with_years() -> QuerySet[Action]:
    related = Action.objects.select_related("engagement__fiche__contract__body")
    return related.prefetch_related("planned_years", "deliverables__planned_years")


@described("Les actions, leurs livrables et leurs années")
class Actions(Collection):
    serializer_class = serializers.ActionRow
    query = queries.ActionQuery
    orders = {"": ("engagement_id", "position")}

    def lookup(self, **key: Any) -> QuerySet[Action]:
        rows = of_contracts(
            actions_with_years(), self.person, self.asked, contract="engagement__fiche__contract"
        )
        if fiche := self.asked.get("fiche"):
            rows = rows.filter(engagement__fiche__position=fiche)
        if year := self.asked.get("year"):
            rows = rows.filter(planned_years__year=year).distinct()
        return rows


@described("Une action")
class OneAction(Thing):
    serializer_class = serializers.ActionRow

    def lookup(self, **key: Any) -> Action:
        fiche, code = key_or_404(key["key"])
        rows = of_contracts(actions_with_years(), self.person, key, contract="engagement__fiche__contract")
        return first_or_404(rows.filter(engagement__fiche__position=fiche, code=code))


@described("Le registre des interprétations du contrat")
class Interpretations(Collection):
    serializer_class = serializers.InterpretationRow
    query = ContractQuery
    orders = {"": ("contract_id", "position")}

    def lookup(self, **key: Any) -> QuerySet[Interpretation]:
        return of_contracts(Interpretation.objects.select_related("contract__body"), self.person, self.asked)
