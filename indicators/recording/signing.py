"""Refuse an avenant, or what it names, that may not be signed by the rules of `indicators.domain`."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from commitments.ledger.refusals import Refusal
from commitments.models import Contract
from indicators.domain.deciding import first_year_objection, weight_objection
from indicators.domain.model import Target
from indicators.domain.signing import (
    Objection,
    date_objection,
    label_objection,
    target_objection,
    year_objection,
)
from indicators.models import Indicator, TargetVersion


def check_label(versions: Sequence[TargetVersion], label: str) -> None:
    refuse(label_objection([version.label for version in versions], label))


def check_date(contract: Contract, versions: Sequence[TargetVersion], effective_from: date) -> None:
    last = (versions[-1].label, versions[-1].effective_from) if versions else None
    refuse(date_objection(contract.years, last, effective_from))


def check_year(indicator: Indicator, year: int, effective_from: date) -> None:
    if year not in indicator.contract.years:
        raise Refusal(f"L’exercice {year} est hors du contrat.", "outside_contract")
    refuse(year_objection(indicator.definition.aggregation, year, effective_from), f"{indicator.code} {year}")


def check_target(indicator: Indicator, year: int, target: Target) -> None:
    refuse(target_objection(indicator.definition, target), f"{indicator.code} {year}")


def check_first_year(indicator: Indicator, year: int | None) -> None:
    refuse(first_year_objection(indicator.contract.years, year), indicator.code)


def check_weight(indicator: Indicator, weight: Decimal | None) -> None:
    refuse(weight_objection(weight), indicator.code)


def refuse(objection: Objection | None, where: str = "") -> None:
    if objection is not None:
        place = f"{where}\u00a0: " if where else ""
        raise Refusal(f"{place}{objection.message}", objection.code)
