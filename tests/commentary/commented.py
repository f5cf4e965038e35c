"""A small contract with two indicators, and texts written of it."""

from django.core.management import call_command

from commitments.models import Origin
from cpg.shared.periods import Month
from dashboards.commentary.acts import write_commentary
from dashboards.commentary.entries import entries
from indicators.domain.model import Aggregation
from tests.factories import amount, enter, every_year, make_contract, make_indicator

TODAY = "2025-10-20"
SEPTEMBER = Month(2025, 9)


def make_commented():
    """R1 above its objectif and R2 below its seuil, in June and September."""
    contract = make_contract()
    for code, values in (("R1", (91, 95)), ("R2", (70, 72))):
        indicator = make_indicator(
            contract, code=code, targets=every_year("80", "90"), aggregation=Aggregation.DERNIER
        )
        for month, value in zip(("2025-06", "2025-09"), values, strict=True):
            enter(indicator, month, amount(value))
    call_command("recompute", verbosity=0)
    return contract


def of(contract, key):
    return next(each for each in entries(contract, SEPTEMBER, None) if each.subject.key == key)


def write(contract, key, text, version=0):
    entry = of(contract, key)
    return write_commentary(
        contract=contract,
        subject=entry.subject,
        month=entry.month,
        text=text,
        figures=entry.proposal.figures,
        expected_version=version,
        actor=None,
        origin=Origin.COMMAND,
    )
