"""What moved the score since a day or a closed quarter: the acts of the list of causes, with their points (RC-27)."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month
from dashboards.causes.acts import CauseKind
from dashboards.causes.moving import moved
from indicators.domain.contributions import Move
from indicators.domain.model import Aggregation
from indicators.models import Indicator
from indicators.recording import decide_profile, define, neutralise, put
from tests.api.asking import Program
from tests.factories import amount, enter, every_year, make_contract, make_indicator, make_user, pair

pytestmark = pytest.mark.django_db
JUNE, JULY = Month(2024, 6), Month(2024, 7)
EARLY, LATE = "2024-07-10T10:00:00+02:00", "2024-08-20T10:00:00+02:00"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(EARLY):
        yield


def followed(rates: int = 1):
    """Rates of 85 % between 80 and 90: 50. R9, a sum of 480 between 300 and 600: 60. Then, in August: July of all, June
    of R1 corrected, May of R9 neutralised.
    """
    contract = make_contract()
    listed = [
        make_indicator(contract, code=f"R{rank + 1}", targets=every_year("80", "90")) for rank in range(rates)
    ]
    total = make_indicator(
        contract,
        code="R9",
        aggregation=Aggregation.SOMME,
        unit="€",
        decimals=0,
        targets=every_year("600", "1200"),
    )
    for number in range(1, 7):
        for rate in listed:
            enter(rate, f"2024-{number:02d}", pair(85, 100))
        enter(total, f"2024-{number:02d}", amount(80))
    return contract


def change(contract):
    actor = make_user(Role.CONTROLEUR, contract.body)
    rate, total = (
        Indicator.objects.with_definition().get(contract=contract, code=code) for code in ("R1", "R9")
    )
    with time_machine.travel(LATE):
        for each in Indicator.objects.filter(contract=contract).exclude(code="R9"):
            enter(each, "2024-07", pair(92, 100))
        enter(total, "2024-07", amount(80))
        put(
            indicator=rate,
            month=JUNE,
            fact=pair(92, 100),
            expected_version=1,
            reason="chiffres inversés",
            actor=actor,
            origin=Origin.FORM,
        )
        neutralise(
            indicator=total,
            month=Month(2024, 5),
            is_neutralised=True,
            expected_version=0,
            reason="grève",
            actor=actor,
            origin=Origin.FORM,
        )


def test_the_acts_of_the_list_add_up_to_the_change_of_the_score():
    contract = followed()
    contract.refresh_from_db()
    known_at = contract.sequence
    change(contract)
    found = moved(contract, (JUNE, known_at), JULY)
    assert (found.before.score, found.after.score) == (Decimal("55.00"), Decimal("65.00"))
    assert [(line.indicator.code, line.cause.kind, line.move, str(line.points)) for line in found.lines] == [
        # 602 of 700 is 86 %: 60, then 609 is 87 %: 70.
        ("R1", CauseKind.NEW_MONTHS, Move.SCORE, "5.00"),
        ("R1", CauseKind.CORRECTION, Move.SCORE, "5.00"),
        # 560 is 86.67 by June (300, 600) and 60 by July (350, 700); 480 between 300 and 600 without May is 60.
        ("R9", CauseKind.NEW_MONTHS, Move.SCORE, "13.34"),
        ("R9", CauseKind.CALENDAR, Move.SCORE, "-13.34"),
    ]


def test_the_page_in_a_constant_number_of_queries(client):
    counts = []
    for rates in (1, 3):
        contract = followed(rates)
        change(contract)
        reader = make_user(Role.LECTEUR, contract.body)
        address = f"/{contract.body.code}/{contract.code}/ce-qui-a-change/?mois=2024-07&depuis=2024-07-31"
        with time_machine.travel("2024-08-21"):
            client.force_login(reader)
            with CaptureQueriesContext(connection) as queries:
                html = client.get(address).content.decode()
        counts.append(len(queries))
    assert counts == [22, 22]
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))

    assert "depuis le 31 juillet 2024" in text
    assert "correction de juin 2024" in text.lower()
    assert re.search(r'href="[^"]*/journal/\d+/"', html)
    with time_machine.travel("2024-08-21"):
        place = f"score-causes/{contract.body.code}/{contract.code}/2024-07/"
        found = Program(reader).get(f"{place}?since=2024-07-31").json()["results"]
        assert Program(reader).get(f"{place}?since=2024-07-30").status_code == 400
    assert sum(Decimal(row["points"]) for row in found) == 10
    assert found[1] == {
        "organisme": contract.body.code,
        "contract": contract.code,
        "since": "2024-07-31",
        "since_month": "2024-06",
        "month": "2024-07",
        "theme": 1,
        "indicator": "R1",
        "cause": "correction",
        "move": "score",
        "what": found[1]["what"],
        "act": found[1]["act"],
        "points": "2.50",
        "exact": "5/2",
    }
    assert "chiffres inversés" in found[1]["what"]


def test_a_profile_and_a_definition_are_named_by_the_act_that_moved_the_score():
    """A profile of the next year, a label and a passport come last and move nothing."""
    contract = followed()
    contract.refresh_from_db()
    known_at = contract.sequence
    rate, total = (
        Indicator.objects.with_definition().get(contract=contract, code=code) for code in ("R1", "R9")
    )
    common = {"reason": "saison", "actor": None, "origin": Origin.COMMAND}
    for year in (2024, 2025):
        weights = [Fraction(1, 15)] * 6 + [Fraction(1, 10)] * 6
        decide_profile(indicator=total, year=year, weights=weights, expected_version=0, **common)
    for changed in ({"decimals": 0}, {"label": "Autre libellé"}):
        define(indicator=rate, changed=changed, **common)
    found = moved(contract, (JUNE, known_at), JUNE)
    # 85 % is 85 %; 480 between 240 and 480 is 100.
    assert [(line.indicator.code, line.cause.what, str(line.points)) for line in found.lines] == [
        ("R9", "profil mensuel de 2024 décidé", "20.00")
    ]
    put(indicator=rate, month=JUNE, fact=pair(173, 200), expected_version=1, **common)
    contract.refresh_from_db()
    known_at = contract.sequence
    for changed in ({"decimals": 2}, {"label": "Libellé de l’avenant"}):
        define(indicator=Indicator.objects.with_definition().get(pk=rate.pk), changed=changed, **common)
    found = moved(contract, (JUNE, known_at), JUNE)
    # 598 of 700 is 85.43 %, which is 54.30 between 80 and 90, and 85 % to the unit, which is 50.
    assert [(line.cause.what, str(line.points)) for line in found.lines] == [
        ("définition, version 4", "2.15")
    ]
