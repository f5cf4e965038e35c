"""Effects that actions are declared to have on indicators, with what was seen of each. They are declared in pages."""

from typing import Any

from django.db.models import Q, QuerySet
from rest_framework import serializers

from accounts.rest.queries import CODE
from accounts.rest.views import Collection, Thing, described
from commitments.api.queries import KEY, FicheQuery, first_or_404, key_or_404, of_contracts
from commitments.models import EffectRevision
from indicators.action_effects import SeenEffect, seen_of, standing_effects
from indicators.api.effect_rows import ComparedEffectRow, EffectRow

TAG = "effets des actions"


class EffectQuery(FicheQuery):
    action = serializers.RegexField(rf"^{KEY.pattern}$", required=False, help_text="`F4-E2A3`.")
    indicator = serializers.RegexField(CODE, required=False, help_text="Code de l’indicateur.")


@described("Les effets annoncés d’actions sur des indicateurs, et ce qui a été vu depuis", TAG)
class Effects(Collection):
    serializer_class = EffectRow
    query = EffectQuery
    orders = {"": ("link_id",)}

    def lookup(self, **key: Any) -> QuerySet[EffectRevision]:
        rows = _of_contracts(self, self.asked)
        if fiche := self.asked.get("fiche"):
            rows = rows.filter(link__action__engagement__fiche__position=fiche)
        if action := self.asked.get("action"):
            rows = rows.filter(_of_action(action))
        if code := self.asked.get("indicator"):
            rows = rows.filter(link__indicator__code__iexact=code)
        return rows

    def rows(self, page: list[Any]) -> list[Any]:
        return super().rows(seen_of(page))


@described("Un effet annoncé, avec les périodes comparées", TAG)
class OneEffect(Thing):
    serializer_class = ComparedEffectRow

    def lookup(self, **key: Any) -> SeenEffect:
        rows = _of_contracts(self, key).filter(_of_action(key["key"]))
        return seen_of([first_or_404(rows.filter(link__indicator__code__iexact=key["indicator"]))])[0]


def _of_contracts(view: Collection | Thing, asked: dict[str, Any]) -> QuerySet[EffectRevision]:
    rows = standing_effects().select_related("change__actor")
    return of_contracts(rows, view.person, asked, contract="link__indicator__contract")


def _of_action(key: str) -> Q:
    fiche, code = key_or_404(key)
    return Q(link__action__engagement__fiche__position=fiche, link__action__code=code)
