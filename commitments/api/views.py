"""Contracts and their contents, read-only."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.rest.queries import BodyQuery, ContractQuery
from accounts.rest.views import Collection, Thing, described
from commitments.api import queries, serializers
from commitments.api.queries import first_or_404, key_or_404, of_contracts, visible_contracts
from commitments.models import Action, Contract, Engagement, Fiche, Interpretation

TAG = "contrat"


def contracts(user: User, asked: Mapping[str, Any]) -> QuerySet[Contract]:
    return visible_contracts(user, asked).select_related("body").prefetch_related("parts", "themes")


def fiches(user: User, asked: Mapping[str, Any]) -> QuerySet[Fiche]:
    return of_contracts(Fiche.objects.select_related("contract__body", "part"), user, asked)


def engagements(user: User, asked: Mapping[str, Any]) -> QuerySet[Engagement]:
    rows = Engagement.objects.select_related("fiche__contract__body")
    return of_contracts(rows, user, asked, contract="fiche__contract")


def actions(user: User, asked: Mapping[str, Any]) -> QuerySet[Action]:
    rows = Action.objects.select_related("engagement__fiche__contract__body").prefetch_related(
        "planned_years", "deliverables__planned_years"
    )
    return of_contracts(rows, user, asked, contract="engagement__fiche__contract")


@described("Les contrats que vous voyez", TAG)
class Contracts(Collection):
    serializer_class = serializers.ContractRow
    query = BodyQuery

    def lookup(self, **key: Any) -> QuerySet[Contract]:
        return contracts(self.person, self.asked)


@described("Un contrat", TAG)
class OneContract(Thing):
    serializer_class = serializers.ContractRow

    def lookup(self, **key: Any) -> Contract:
        return first_or_404(contracts(self.person, key))


@described("Les fiches", TAG)
class Fiches(Collection):
    serializer_class = serializers.FicheRow
    query = ContractQuery
    orders = {"": ("contract_id", "position")}

    def lookup(self, **key: Any) -> QuerySet[Fiche]:
        return fiches(self.person, self.asked)


@described("Une fiche", TAG)
class OneFiche(Thing):
    serializer_class = serializers.FicheRow

    def lookup(self, **key: Any) -> Fiche:
        return first_or_404(fiches(self.person, key).filter(position=key["number"]))


@described("Les engagements", TAG)
class Engagements(Collection):
    serializer_class = serializers.EngagementRow
    query = queries.FicheQuery
    orders = {"": ("fiche_id", "position")}

    def lookup(self, **key: Any) -> QuerySet[Engagement]:
        rows = engagements(self.person, self.asked)
        fiche = self.asked.get("fiche")
        return rows.filter(fiche__position=fiche) if fiche else rows


@described("Un engagement", TAG)
class OneEngagement(Thing):
    serializer_class = serializers.EngagementRow

    def lookup(self, **key: Any) -> Engagement:
        fiche, code = key_or_404(key["key"])
        return first_or_404(engagements(self.person, key).filter(fiche__position=fiche, code=code))


@described("Les actions, leurs livrables et leurs années", TAG)
class Actions(Collection):
    serializer_class = serializers.ActionRow
    query = queries.ActionQuery
    orders = {"": ("engagement_id", "position")}

    def lookup(self, **key: Any) -> QuerySet[Action]:
        rows = actions(self.person, self.asked)
        if fiche := self.asked.get("fiche"):
            rows = rows.filter(engagement__fiche__position=fiche)
        if year := self.asked.get("year"):
            rows = rows.filter(planned_years__year=year).distinct()
        return rows


@described("Une action", TAG)
class OneAction(Thing):
    serializer_class = serializers.ActionRow

    def lookup(self, **key: Any) -> Action:
        fiche, code = key_or_404(key["key"])
        return first_or_404(actions(self.person, key).filter(engagement__fiche__position=fiche, code=code))


@described("Le registre des interprétations du contrat", TAG)
class Interpretations(Collection):
    serializer_class = serializers.InterpretationRow
    query = ContractQuery
    orders = {"": ("contract_id", "position")}

    def lookup(self, **key: Any) -> QuerySet[Interpretation]:
        return of_contracts(Interpretation.objects.select_related("contract__body"), self.person, self.asked)
