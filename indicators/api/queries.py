"""What may be asked of indicators and of their figures."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from rest_framework import serializers

from accounts.models import User
from accounts.rest.problems import Problem
from accounts.rest.queries import CODE, MONTH, ContractQuery, MomentField, ordering
from commitments.api.queries import FicheQuery
from commitments.ledger.state import State
from commitments.models import Contract
from cpg.shared.periods import Month
from indicators.domain.model import Status
from indicators.selectors import sequence_of

BY_MONTH = {
    "indicator": ("indicator_id", "month"),
    "-indicator": ("-indicator_id", "-month"),
    "month": ("month", "indicator_id"),
    "-month": ("-month", "-indicator_id"),
}
BY_YEAR = {"indicator": ("indicator_id", "year", "pk"), "-year": ("-year", "-indicator_id", "-pk")}


def month_field(said: str) -> serializers.RegexField:
    return serializers.RegexField(MONTH, required=False, help_text=f"{said} (`2025-03`).")


class IndicatorQuery(FicheQuery):
    theme = serializers.IntegerField(required=False, min_value=1, max_value=999, help_text="Rang du thème.")


class OfIndicatorQuery(ContractQuery):
    indicator = serializers.RegexField(CODE, required=False, help_text="Code de l’indicateur.")
    known_at = MomentField(required=False)


class TargetQuery(OfIndicatorQuery):
    year = serializers.IntegerField(required=False, min_value=2000, max_value=2200)
    ordering = ordering(BY_YEAR)


class MonthsQuery(OfIndicatorQuery):
    since = month_field("À partir de ce mois")
    until = month_field("Jusqu’à ce mois compris")
    ordering = ordering(BY_MONTH)


class ActualQuery(MonthsQuery):
    state = serializers.ChoiceField(choices=[state.value for state in State], required=False)


class AttainmentQuery(MonthsQuery):
    status = serializers.ChoiceField(choices=[status.value for status in Status], required=False)


def first_days(asked: Mapping[str, Any]) -> dict[str, date]:
    """The bounds of `since` and `until`, as conditions on a column `month`."""
    bounds = {"month__gte": asked.get("since"), "month__lte": asked.get("until")}
    return {name: Month.parse(text).first_day for name, text in bounds.items() if text}


def known_at(user: User, asked: Mapping[str, Any]) -> int | None:
    """The sequence up to which facts count, None for all. A past is one contract's: its acts are numbered apart."""
    moment: date | datetime | None = asked.get("known_at")
    if moment is None:
        return None
    visible = Contract.objects.all().visible_to(user)
    if body := asked.get("organisme"):
        visible = visible.filter(body__code=body)
    if code := asked.get("contract"):
        visible = visible.filter(code=code)
    contracts = list(visible[:2])
    if len(contracts) > 1:
        raise Problem(
            "known_at_needs_one_contract",
            "Avec known_at, nommez un seul contrat par les paramètres organisme et contract.",
        )
    return sequence_of(contracts[0], moment) if contracts else 0
