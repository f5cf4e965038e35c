"""Effects that fictitious owners announce of some linked actions: a twentieth of what is signed, on the good side."""

from datetime import datetime
from decimal import Decimal

from accounts.models import User
from commitments.models import ActionLink, Contract, Origin
from cpg.shared.periods import Month
from indicators.domain.action_effect.declared import DeclaredEffect
from indicators.domain.model import Aggregation, Definition
from indicators.models import Indicator
from indicators.recording import Declaration, declare_effect
from indicators.versions import signed_versions

PART = Decimal("0.05")
# One link in so many, and the year of the contract in which these actions start.
ONE_IN, START_YEAR = 3, 2
COMMENT = "Estimation fictive, d’après une action comparable."


def announce_effects(contract: Contract, controller: User, moment: datetime) -> None:
    """Half of them set in over half a year."""
    links = ActionLink.objects.filter(indicator__contract=contract, removed=None).order_by("pk")
    indicators = {each.pk: each for each in Indicator.objects.filter(contract=contract).with_definition()}
    signed = signed_versions(list(indicators), None)
    year = min(contract.first_year + START_YEAR, contract.last_year)
    for rank, link in enumerate(links[::ONE_IN]):
        definition = indicators[link.indicator_id].definition
        versions = signed[link.indicator_id]
        target = versions[-1].targets.get(year) if versions else None
        amount = _amount(definition, target.objectif if target else None)
        if amount:
            start = Month(year, 1 + rank % 4)
            effect = DeclaredEffect(amount, start, start.plus(6 * (rank % 2)))
            declare_effect(
                contract=contract,
                link=link,
                declaration=Declaration(effect, COMMENT, "", 0),
                actor=controller,
                origin=Origin.DEMO,
                moment=moment,
            )


def _amount(definition: Definition, objectif: Decimal | None) -> Decimal:
    """For a month of what accumulates; 0 where nothing is signed or the part is none."""
    if objectif is None or definition.aggregation is Aggregation.ETAT:
        return Decimal(0)
    months = 12 if definition.accumulates else 1
    part = abs(objectif) * PART / months
    rounded = part.quantize(Decimal(1).scaleb(-definition.decimals))
    return rounded if definition.rises else -rounded
