"""Query parameters of the contract API, and lookups among the contracts that a person may see."""

import re
from collections.abc import Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404
from rest_framework import serializers

from accounts.models import User
from accounts.rest.queries import ContractQuery
from commitments.calendar import Declared
from commitments.ledger.state import State
from commitments.models import Contract

KEY = re.compile(r"F([0-9]{1,3})-(E[0-9]{1,3}(?:A[0-9]{1,3})?)")


class FicheQuery(ContractQuery):
    fiche = serializers.IntegerField(
        required=False, min_value=1, max_value=999, help_text="Numéro de la fiche."
    )


class ActionQuery(FicheQuery):
    year = serializers.IntegerField(
        required=False, min_value=2000, max_value=2200, help_text="Actions prévues cette année-là."
    )


class FollowUpQuery(FicheQuery):
    action = serializers.RegexField(rf"^{KEY.pattern}$", required=False, help_text="`F4-E2A3`.")
    year = serializers.IntegerField(required=False, min_value=2000, max_value=2200)
    declared = serializers.ChoiceField(
        choices=[each.value for each in Declared if each], required=False, help_text="État déclaré."
    )
    state = serializers.ChoiceField(choices=list(State), required=False, help_text="Étape de sa validation.")
    promise = serializers.ChoiceField(
        choices=["passee"], required=False, help_text="Le jour promis est passé, et rien n’est réalisé."
    )


def visible_contracts(user: User, asked: Mapping[str, Any]) -> QuerySet[Contract]:
    """The contracts that the person may see, of the `organisme` and with the code `contract` if these are given."""
    visible = Contract.objects.all().visible_to(user)
    if body := asked.get("organisme"):
        visible = visible.filter(body__code=body)
    if code := asked.get("contract"):
        visible = visible.filter(code=code)
    return visible


def of_contracts[Row: Model](
    rows: QuerySet[Row], user: User, asked: Mapping[str, Any], *, contract: str = "contract"
) -> QuerySet[Row]:
    """Rows of `visible_contracts`; `contract` is the path from a row to its contract."""
    return rows.filter(**{f"{contract}__in": visible_contracts(user, asked)})


def first_or_404[Row: Model](rows: QuerySet[Row]) -> Row:
    first = rows.first()
    if first is None:
        raise Http404
    return first


def key_or_404(key: str) -> tuple[int, str]:
    """`F4-E2A3` as the fiche's number and the code."""
    match = KEY.fullmatch(key)
    if match is None:
        raise Http404
    return int(match[1]), match[2]
