"""« Nos annonces »: what was announced from what was known then, and what came."""

import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month
from dashboards.overview.announced import Announcement, Announcements, announcements
from indicators.domain.model import Aggregation, Attainment, Estimate, Status
from indicators.models import MonthlyActual
from indicators.recording import Entry, put, put_many
from tests.domain.test_december import definition
from tests.factories import amount, every_year, make_contract, make_indicator, make_user

pytestmark = pytest.mark.django_db

# When each stretch of months is entered, within the ten days after its end.
ENTERED = {"2025-04-05": (0, 27), "2025-07-05": (27, 30), "2025-10-05": (30, 33), "2026-01-05": (33, 36)}
LATER = Month(2026, 2)
STEADY = [100] * 12 + [110] * 12 + [121] * 12


def followed(*series):
    """A contract with one indicator for each of these series of 36 months."""
    months = [Month(2023, 1).plus(place) for place in range(36)]
    with time_machine.travel("2023-01-02"):
        contract = make_contract()
        indicators = [
            make_indicator(
                contract, aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0,
                targets=every_year("1000", "1500"),
            )
            for _ in series
        ]  # fmt: skip
    for day, (start, end) in ENTERED.items():
        entries = [
            Entry(indicator, months[place], amount(values[place]))
            for indicator, values in zip(indicators, series, strict=True)
            for place in range(start, end)
        ]
        with time_machine.travel(f"{day}T10:00:00+02:00"):
            put_many(contract=contract, entries=entries, actor=None, origin=Origin.COMMAND)
    return contract


def test_announcements_are_those_of_then_and_are_judged_by_what_came():
    found = announcements(followed(STEADY, [*STEADY[:30], *[50] * 6]), LATER)
    told = {(each.indicator.code, each.then.month.number): each.result for each in found.listed}
    assert {told["R1", number] for number in (3, 6, 9)} == {"dans l’intervalle"}
    assert told["R2", 6] == "au-dessous"
    assert [each.replace("\u00a0", " ") for each in found.kept][1] == "en juin : 1 tenue sur 2"
    assert {each.came for each in found.listed} == {1452, 1026}


def test_a_correction_made_afterwards_changes_no_announcement():
    contract = followed(STEADY)
    before = announcements(contract, LATER)
    with time_machine.travel("2026-01-20T10:00:00+01:00"):
        actual = MonthlyActual.objects.get(indicator__contract=contract, month="2025-03-01")
        put(
            indicator=before.listed[0].indicator, month=Month(2025, 3), fact=amount(900),
            expected_version=actual.current.version, actor=None, origin=Origin.COMMAND,
            comment="erreur de saisie", reason="erreur de saisie",
        )  # fmt: skip
    after = announcements(contract, LATER)
    assert [each.then for each in before.listed] == [each.then for each in after.listed]
    assert len(after.listed) == 3
    assert {each.came for each in after.listed} == {1452 - 121 + 900}


def test_a_year_that_has_not_ended_is_not_judged():
    contract = followed(STEADY)
    assert not announcements(contract, Month(2024, 12)).listed
    assert not announcements(contract, Month(2025, 12)).listed


def test_the_page_in_a_constant_number_of_queries(client):
    counts = []
    for series in ([STEADY], [STEADY, STEADY]):
        contract = followed(*series)
        client.force_login(make_user(Role.LECTEUR, contract.body))
        address = f"/{contract.body.code}/{contract.code}/annonces/"
        with time_machine.travel("2025-02-10"):
            assert "Il faut deux exercices terminés" in client.get(address).content.decode()
        with time_machine.travel("2026-02-10"), CaptureQueriesContext(connection) as queries:
            html = client.get(address).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))
    assert "6 de nos 6 annonces de décembre ont tenu" in text
    assert "en septembre : 2 tenues sur 2" in text
    assert "dans l’intervalle" in text


def test_each_indicator_announces_what_was_known_at_its_own_deadline():
    """Both are corrected in January: in time for the one that has 130 days to enter, and not for the other."""
    contract = followed(STEADY, STEADY)
    slow, fast = contract.indicators.order_by("position")
    type(slow).objects.filter(pk=slow.pk).update(entry_delay_days=130)
    before = announcements(contract, LATER).listed
    with time_machine.travel("2026-01-20T10:00:00+01:00"):
        for each in (before[0].indicator, before[-1].indicator):
            actual = MonthlyActual.objects.get(indicator=each, month="2025-03-01")
            put(
                indicator=each, month=Month(2025, 3), fact=amount(900),
                expected_version=actual.current.version, actor=None, origin=Origin.COMMAND,
                comment="erreur de saisie", reason="erreur de saisie",
            )  # fmt: skip
    after = announcements(contract, LATER).listed
    changed = [
        (new.indicator.pk, new.then.month.number)
        for old, new in zip(before, after, strict=True)
        if old.then != new.then
    ]
    assert changed == [(slow.pk, 9)]
    assert fast.pk == after[-1].indicator.pk


def announced(came, low, high, value="100"):
    indicator = SimpleNamespace(definition=definition(aggregation=Aggregation.SOMME, unit="rendez-vous"))
    estimate = Estimate(Decimal(low), Decimal(high))
    then = Attainment(Month(2025, 6), Status.ENTRE, value=Decimal(value), estimate=estimate)
    end = Attainment(Month(2025, 12), Status.ENTRE, value=Decimal(came))
    return Announcement(indicator, then, end)


@pytest.mark.parametrize(
    ("came", "low", "high", "interval", "result"),
    [
        ("1391", "1394", "1513", "de 1 390 à 1 520", "dans l’intervalle"),
        ("1520", "1394", "1513", "de 1 390 à 1 520", "dans l’intervalle"),
        ("1521", "1394", "1513", "de 1 390 à 1 520", "au-dessus"),
        ("1389", "1394", "1513", "de 1 390 à 1 520", "au-dessous"),
        ("1394", "1394", "1394", "1 394", "dans l’intervalle"),
        ("1391", "1394", "1394", "1 394", "au-dessous"),
    ],
)
def test_the_result_is_that_of_the_interval_beside_it(came, low, high, interval, result):
    found = announced(came, low, high)
    assert (re.sub(r"\s", " ", found.interval), found.result) == (interval, result)


def test_the_finding_agrees_with_its_number():
    kept, missed = announced("1400", "1394", "1513"), announced("900", "1394", "1513")
    findings = [
        ((kept,), "Notre seule annonce de décembre a tenu"),
        ((missed,), "Notre seule annonce de décembre n’a pas tenu"),
        ((missed, missed), "Aucune de nos 2 annonces de décembre n’a tenu"),
        ((kept, missed, missed), "1 de nos 3 annonces de décembre a tenu"),
        ((kept, kept, missed), "2 de nos 3 annonces de décembre ont tenu"),
    ]
    for listed, finding in findings:
        assert Announcements(listed).finding == finding
