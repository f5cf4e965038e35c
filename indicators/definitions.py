"""How indicators are counted: now, or with the definition and the credit known at an earlier sequence of their
contract.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from commitments.models import Contract
from indicators.domain.model import Definition
from indicators.models import CreditRevision, DefinitionRevision, Indicator
from indicators.models.definition import COMPUTING, definition_from
from indicators.prepared import PreparedRead


def _current(keys: Sequence[int]) -> "QuerySet[Indicator, Any]":
    terms = (f"current_definition__{name}" for name in COMPUTING)
    contract = ("contract__first_year", "contract__last_year", "contract__credit")
    return Indicator.objects.filter(pk__in=keys).values_list("pk", *terms, *contract)


CURRENT = PreparedRead(_current)


def current_definitions(keys: Sequence[int]) -> dict[int, Definition]:
    """The definition of each indicator now, by primary key. One query, which reads nothing else of them."""
    return {key: definition_from(row[:-3], *row[-3:]) for key, *row in CURRENT(keys)}


def as_defined(indicators: Iterable[Indicator], known_at: int | None) -> list[Indicator]:
    """The indicators of one contract as they were defined then; for the past, copies. Two queries, none for now."""
    listed = list(indicators)
    if known_at is None or not listed:
        return listed
    contract = copy(listed[0].contract)
    contract.credit = _credit(contract, known_at)
    terms = _definitions([indicator.pk for indicator in listed], known_at)
    return [_defined(indicator, contract, terms[indicator.pk]) for indicator in listed]


def _defined(indicator: Indicator, contract: Contract, terms: DefinitionRevision) -> Indicator:
    then = copy(indicator)
    then.contract, then.current_definition = contract, terms
    return then


def _definitions(keys: list[int], known_at: int) -> dict[int, DefinitionRevision]:
    """The definition of each indicator then. One that came later had none: it is shown by its first."""
    revisions = DefinitionRevision.objects.filter(indicator__in=keys).defer("passport")
    found: dict[int, DefinitionRevision] = {}
    for revision in revisions.select_related("change").order_by("indicator", "version"):
        if revision.change.sequence <= known_at or revision.indicator_id not in found:
            found[revision.indicator_id] = revision
    return found


def _credit(contract: Contract, known_at: int) -> Decimal:
    """The credit of the contract then; before any act, its first."""
    revisions = CreditRevision.objects.filter(contract=contract).order_by("version")
    listed = list(revisions.values_list("change__sequence", "credit"))
    then = [credit for sequence, credit in listed if sequence <= known_at]
    return then[-1] if then else listed[0][1]
