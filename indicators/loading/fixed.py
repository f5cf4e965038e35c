"""Fields that a corrected file may no longer change, because published figures or entered months depend on them."""

from collections.abc import Mapping

from commitments.models import Contract
from indicators.closed_targets import closed_years
from indicators.models import Indicator, Measure

RANK = {"position": "un indicateur garde son rang, un nouveau vient à la fin"}
YEARS = "un contrat chargé garde ses exercices, il peut seulement être prolongé"
JUDGED = "des cibles en dépendent"
PUBLISHED = "un trimestre clos a été calculé ainsi"
ENTERED = "des mois ont été saisis ainsi"
OF_INDICATOR = ("measure", "theme", "base_year")
OF_MEASURE = ("unit", "decimals", "direction", "aggregation", "frequency")
SHAPE = ("aggregation",)


def fixed_of_contract(body: str, code: str, last_year: int) -> Mapping[str, str]:
    """The fixed fields of that contract with the reason for each; none when it is new.

    `last_year` comes from the file: a contract may be prolonged, never shortened.
    """
    contract = Contract.objects.filter(body__code=body, code=code).first()
    if contract is None:
        return {}
    fixed = {"first_year": YEARS}
    if last_year < contract.last_year:
        fixed["last_year"] = YEARS
    if closed_years(contract):
        fixed["credit"] = PUBLISHED
    return fixed


def fixed_of_indicators(contract: Contract) -> Mapping[str, Mapping[str, str]]:
    """Fixed fields by indicator code: the rank from the start, the measure from the first entered month."""
    is_closed = bool(closed_years(contract))
    entered = set(
        Indicator.objects.filter(contract=contract, actual_revisions__isnull=False).values_list(
            "code", flat=True
        )
    )
    return {
        code: RANK
        | ({"measure": ENTERED} if code in entered else {})
        | (dict.fromkeys(OF_INDICATOR, PUBLISHED) if is_closed else {})
        for code in contract.indicators.values_list("code", flat=True)
    }


def fixed_of_measures() -> Mapping[str, Mapping[str, str]]:
    """Fixed fields by measure code. A measure is shared: any contract that uses it can fix its fields."""
    # The direction is fixed from the start: seuil and objectif of every signed target are ordered by it.
    fixed = {code: {"direction": JUDGED} for code in Measure.objects.values_list("code", flat=True)}
    entered = Measure.objects.filter(indicators__actual_revisions__isnull=False)
    for code in entered.values_list("code", flat=True).distinct():
        fixed[code] |= dict.fromkeys(SHAPE, ENTERED)
    for contract in Contract.objects.all():
        if closed_years(contract):
            for code in contract.indicators.values_list("measure__code", flat=True):
                fixed[code] |= dict.fromkeys(OF_MEASURE, PUBLISHED)
    return fixed
