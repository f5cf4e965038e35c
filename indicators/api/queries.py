"""What may be asked of indicators and of their figures."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import serializers

from accounts.models import User
from accounts.rest.problems import Problem
from accounts.rest.queries import CODE, MONTH, ContractQuery, MomentField, ordering
from commitments.api.queries import FicheQuery, of_contracts, visible_contracts
from commitments.ledger.state import State
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


def month_field(meaning: str) -> serializers.RegexField:
    return serializers.RegexField(MONTH, required=False, help_text=f"{meaning} (`2025-03`).")


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


class NeutralisationQuery(MonthsQuery):
    neutralised = serializers.ChoiceField(
        choices=["true", "false"], required=False, help_text="Ce qui est neutralisé, ou ce qui ne l’est plus."
    )
    act = serializers.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, help_text="Numéro de l’acte, dans son contrat."
    )


class AttainmentQuery(MonthsQuery):
    status = serializers.ChoiceField(choices=[status.value for status in Status], required=False)


def first_days(asked: Mapping[str, Any]) -> dict[str, date]:
    """The bounds of `since` and `until`, as conditions on a column `month`."""
    bounds = {"month__gte": asked.get("since"), "month__lte": asked.get("until")}
    return {name: Month.parse(text).first_day for name, text in bounds.items() if text}


def of_indicators[Row: Model](rows: QuerySet[Row], user: User, asked: Mapping[str, Any]) -> QuerySet[Row]:
    """Rows about an indicator of `visible_contracts`, of the code `indicator` in any case if it is given."""
    rows = of_contracts(rows, user, asked, contract="indicator__contract")
    code = asked.get("indicator")
    return rows.filter(indicator__code__iexact=code) if code else rows


def known_at(user: User, asked: Mapping[str, Any]) -> int | None:
    """The sequence up to which facts count, None for all. Each contract numbers its own acts, so a past is of one."""
    moment: date | datetime | None = asked.get("known_at")
    if moment is None:
        return None
    contracts = list(visible_contracts(user, asked)[:2])
    if len(contracts) > 1:
        raise Problem(
            "known_at_needs_one_contract",
            "Avec known_at, nommez un seul contrat par les paramètres organisme et contract.",
        )
    return sequence_of(contracts[0], moment) if contracts else 0
