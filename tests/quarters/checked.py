"""An indicator whose first quarter of 2024 is ready to be closed, and what may happen to it then."""

from commitments.models import Origin
from cpg.shared.periods import Month, Quarter
from dashboards.quarters.checklist import checklist_of
from indicators.domain.model import Absence, AbsenceKind
from indicators.recording import amend, neutralise, put, return_, submit, validate
from indicators.recording.workflow import MonthStep
from tests.factories import (
    enter,
    every_year,
    make_indicator,
    pair,
    target,
)

FIRST = Quarter(2024, 1)
MARCH = Month(2024, 3)
SYSTEM = {"actor": None, "origin": Origin.COMMAND}
GOOD, BAD = pair(95, 100), pair(70, 100)


def make_ready(contract):
    """A rate whose first quarter is ready: three months, validated."""
    indicator = make_indicator(contract, targets=every_year("80", "90"))
    for number in (1, 2, 3):
        ready(indicator, Month(2024, number), pair(92 + number, 100))
    return indicator


def ready(indicator, month, fact=GOOD, comment=""):
    enter(indicator, str(month), fact, comment=comment)
    validate(contract=indicator.contract, steps=[MonthStep(indicator, month, 1)], **SYSTEM)


def correct(indicator, month, fact, comment="", version=None):
    latest = indicator.actual_revisions.filter(month=month.first_day).latest("version")
    put(
        indicator=indicator,
        month=month,
        fact=fact,
        expected_version=version or latest.version,
        reason="correction",
        comment=comment,
        **SYSTEM,
    )


def step(indicator, month=MARCH, answer=""):
    latest = indicator.actual_revisions.filter(month=month.first_day).latest("version")
    return {
        "contract": indicator.contract,
        "steps": [MonthStep(indicator, month, latest.version, answer)],
        **SYSTEM,
    }


def found(contract, quarter=FIRST):
    return [(point.kind, str(point.month)) for point in checklist_of(contract, quarter).points]


def emptied(indicator):
    correct(indicator, MARCH, None)


def entered(indicator):
    """Anew: what replaces a validated value would be submitted already."""
    emptied(indicator)
    correct(indicator, MARCH, pair(96, 100))


def submitted(indicator):
    entered(indicator)
    submit(**step(indicator))


def returned(indicator):
    submitted(indicator)
    return_(reason="à vérifier", **step(indicator))


def unusual(indicator):
    """Ten times fewer cases than in the two years before."""
    for number in range(1, 13):
        ready(indicator, Month(2023, number), pair(940 + number, 1000))
    for number in (1, 2):
        correct(indicator, Month(2024, number), pair(940 + number, 1000))
        validate(**step(indicator, Month(2024, number)))
    correct(indicator, MARCH, pair(9, 10))
    validate(**step(indicator))


def below(indicator):
    """The three months are far below the seuil, and none of them says why."""
    for number in (1, 2, 3):
        month = Month(2024, number)
        correct(indicator, month, pair(69 + number, 100))
        validate(**step(indicator, month))


def absent(indicator):
    correct(indicator, MARCH, Absence(AbsenceKind.NON_DISPONIBLE, "panne du routeur"))
    validate(**step(indicator))


def neutralised(indicator):
    emptied(indicator)
    neutralise(
        indicator=indicator,
        month=MARCH,
        is_neutralised=True,
        reason="panne nationale",
        expected_version=0,
        **SYSTEM,
    )


def amended(indicator):
    amend(
        contract=indicator.contract,
        label="avenant 1",
        effective_from=MARCH.first_day,
        source="Avenant",
        targets={"R1": {2024: target("81", "90")}},
        reason="trajectoire revue",
        **SYSTEM,
    )


def enter_again(indicator):
    latest = indicator.actual_revisions.filter(month=MARCH.first_day).latest("version")
    put(
        indicator=indicator,
        month=MARCH,
        fact=GOOD,
        expected_version=latest.version,
        reason="retrouvé",
        **SYSTEM,
    )
