"""What a corrected file may no longer change: what published figures or recorded months were counted with."""

from collections.abc import Mapping

from commitments.models import Contract
from indicators.closed_targets import closed_years
from indicators.models import Indicator, Measure

RANK = {"position": "un indicateur garde son rang, un nouveau vient à la fin"}
YEARS = "un contrat chargé garde ses exercices, il peut seulement être prolongé"
JUDGED = "des cibles en dépendent"
PUBLISHED = "un trimestre clos a été calculé ainsi"
ENTERED = "des mois ont été saisis ainsi"
OF_INDICATOR = ("measure", "theme", "first_year", "base_year", "weight")
OF_MEASURE = ("unit", "decimals", "direction", "aggregation", "frequency")
SHAPE = ("aggregation",)


def fixed_of_contract(body: str, code: str, last_year: int) -> Mapping[str, str]:
    """The fields of that contract that stay, each with the reason; none when it is new.

    `last_year` is the file's: a contract may be prolonged, never shortened.
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
    """By code of indicator. Its rank stays from the start, its measure from its first month."""
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
    """By code of measure, over every contract that counts with it."""
    fixed = {code: {"direction": JUDGED} for code in Measure.objects.values_list("code", flat=True)}
    entered = Measure.objects.filter(indicators__actual_revisions__isnull=False)
    for code in entered.values_list("code", flat=True).distinct():
        fixed[code] |= dict.fromkeys(SHAPE, ENTERED)
    for contract in Contract.objects.all():
        if closed_years(contract):
            for code in contract.indicators.values_list("measure__code", flat=True):
                fixed[code] |= dict.fromkeys(OF_MEASURE, PUBLISHED)
    return fixed
