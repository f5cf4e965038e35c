"""Fields of a contract and of its indicators that a corrected file may no longer change, because published figures
depend on them. Those of definitions are in `indicators.recording.dependents`.
"""

from collections.abc import Mapping

from commitments.models import Contract
from indicators.closed_targets import closed_years
from indicators.recording.dependents import PUBLISHED

RANK = {"position": "un indicateur garde son rang, un nouveau vient à la fin"}
YEARS = "un contrat chargé garde ses exercices, il peut seulement être prolongé"
OF_INDICATOR = ("measure", "theme")


def fixed_of_contract(contract: Contract | None, last_year: int) -> Mapping[str, str]:
    """The fixed fields of that contract with the reason for each; none when it is new.

    `last_year` comes from the file: a contract may be prolonged, never shortened.
    """
    if contract is None:
        return {}
    fixed = {"first_year": YEARS}
    if last_year < contract.last_year:
        fixed["last_year"] = YEARS
    return fixed


def fixed_of_indicators(contract: Contract) -> Mapping[str, str]:
    """The fixed fields of an indicator that is loaded already: the rank from the start."""
    return RANK | (dict.fromkeys(OF_INDICATOR, PUBLISHED) if closed_years(contract) else {})
