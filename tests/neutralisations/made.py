"""A contract to neutralise periods of, and the ways to ask for it."""

from typing import Any

from django.test import Client

from commitments.models import Contract, Origin
from cpg.shared.periods import Month
from dashboards.neutralisations.periods import digest_of
from indicators.domain.model import Absence, AbsenceKind, Aggregation, Frequency
from indicators.models import Indicator, NeutralisationRevision
from indicators.recording import neutralise
from tests.factories import amount, enter, every_year, make_contract, make_indicator, pair

MARCH = Month(2025, 3)
REASON = "incident national"


def four_indicators() -> Contract:
    """R1 is a monthly ratio, R2 a quarterly one, R3 what accumulates, R4 yearly."""
    contract = make_contract()
    make_indicator(contract, targets=every_year("80", "90"))
    make_indicator(contract, targets=every_year("80", "90"), frequency=Frequency.TRIMESTRIELLE)
    make_indicator(contract, targets=every_year("600", "900"), aggregation=Aggregation.SOMME, unit="dossiers")
    make_indicator(contract, targets=every_year("80", "90"), frequency=Frequency.ANNUELLE)
    return contract


def fill(contract: Contract) -> None:
    """January to April 2025: March is the bad month of the ratio and the good one of the sum."""
    monthly, quarterly, total, _ = contract.indicators.all().with_definition().order_by("position")
    for number in range(1, 5):
        enter(monthly, f"2025-0{number}", pair(50 if number == 3 else 86, 100), comment="RAS")
        enter(total, f"2025-0{number}", amount(200 if number == 3 else 50))
    enter(quarterly, "2025-03", pair(85, 100))
    enter(monthly, "2025-05", Absence(AbsenceKind.NON_DISPONIBLE, "extraction perdue"))


def address(contract: Contract, rest: str = "") -> str:
    return f"/{contract.body.code}/{contract.code}/neutralisations/{rest}"


def send(client: Client, contract: Contract, query: str, *keys: str, **more: Any) -> Any:
    """As from a page that shows the effect of these periods."""
    typed = {"periode": keys, "motif": REASON, "acte": "enregistrer", "effet": digest_of(keys)} | more
    return client.post(address(contract, f"decider/?{query}"), typed)


def decide(
    contract: Contract, code: str, *, month: Month = MARCH, version: int = 0, is_neutralised: bool = True
) -> NeutralisationRevision:
    return neutralise(
        indicator=Indicator.objects.with_definition().get(contract=contract, code=code),
        month=month,
        is_neutralised=is_neutralised,
        reason=REASON,
        expected_version=version,
        actor=None,
        origin=Origin.FORM,
    )
