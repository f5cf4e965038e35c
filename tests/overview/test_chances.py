"""Estimates on the pages of a contract: beside each projection, and on what the announcement of December rests."""

import re

import pytest
import time_machine
from django.core.management import call_command

from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.domain.model import Aggregation
from indicators.recording import Entry, put_many
from tests.factories import amount, make_indicator, make_user

pytestmark = pytest.mark.django_db

MONTHS = [Month(2023, 1).plus(place) for place in range(30)]


@pytest.fixture
def pages(contract, client):
    """The text of a page at June 2025, every kind of space written as one; its source with `raw`."""
    client.force_login(make_user(Role.DIRECTION, contract.body))

    def read(rest, raw=False):
        html = client.get(f"/{contract.body.code}/{contract.code}/{rest}?mois=2025-06").content.decode()
        text = re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]*>", " ", html, flags=re.DOTALL))
        return html if raw else text

    with time_machine.travel("2025-07-20"):
        yield read


def test_what_is_estimated_is_beside_each_projection(contract, pages):
    """Months of 100, then 110, then 121: December is projected at 1,452 (worked out in RC-26)."""
    targets = dict.fromkeys(range(2023, 2028), ("1300", "1500"))
    indicator = make_indicator(
        contract, aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0, targets=targets
    )
    values = [100] * 12 + [110] * 12 + [121] * 6
    entries = [Entry(indicator, month, amount(each)) for month, each in zip(MONTHS, values, strict=True)]
    put_many(contract=contract, entries=entries, actor=None, origin=Origin.COMMAND)
    call_command("recompute", verbosity=0)
    code = indicator.code

    dashboard = pages("")
    assert "pour décembre, un se joue encore" in dashboard
    row = dashboard.partition("Un se joue encore")[2].partition("Une estimation")[0]
    for text in (
        "environ 1 sur 10",
        "1 452 de 1 390 à 1 520 ; objectif 1 500",
        "encore 774 en 6 mois demande un record (121)",
    ):
        assert text in row
    assert "chance d’atteindre l’objectif : environ 1 sur 10" in dashboard

    page = pages(f"{code}/")
    assert (
        "Décembre finirait près de 1 452, entre 1 390 et 1 520 quatre fois sur cinq : environ 1 chance sur 10"
        " d’atteindre 1 500."
    ) in page
    assert "seuil : presque certain" in page
    source = pages(f"{code}/", raw=True)
    assert 'class="nappe"' in source
    assert '"meta": "nappe"' in source
    dossier = pages("dossier/")
    assert "pour décembre, un se joue encore" in dossier
    assert dossier.partition("Un se joue encore")[2].partition("Une estimation")[0] == row


def test_a_young_series_keeps_the_mark_of_its_projection(contract, pages):
    """Less than 24 months: nothing is estimated, and December is what the projection says, with its status."""
    targets = dict.fromkeys(range(2023, 2028), ("1000", "1200"))
    indicator = make_indicator(
        contract, aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0, targets=targets
    )
    entries = [Entry(indicator, month, amount(90)) for month in MONTHS[24:]]
    put_many(contract=contract, entries=entries, actor=None, origin=Origin.COMMAND)
    call_command("recompute", verbosity=0)
    page = pages(f"{indicator.code}/")
    assert "Si la fin d’année suit, décembre finirait à 1 080 : entre seuil et objectif." in page
    assert "quatre fois sur cinq" not in page
    assert "Chance de tenir" not in page


def entered(contract, targets):
    """Months of 100, then 110, then 121, judged by these targets each year."""
    indicator = make_indicator(
        contract, aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0,
        targets=dict.fromkeys(range(2023, 2028), targets),
    )  # fmt: skip
    values = [100] * 12 + [110] * 12 + [121] * 6
    entries = [Entry(indicator, month, amount(each)) for month, each in zip(MONTHS, values, strict=True)]
    put_many(contract=contract, entries=entries, actor=None, origin=Origin.COMMAND)
    call_command("recompute", verbosity=0)


def test_what_has_a_chance_gives_no_reason_for_having_none(contract, pages):
    """Where both targets are the same there is no scale to draw."""
    entered(contract, ("1500", "1500"))
    row = pages("").partition("Un se joue encore")[2].partition("Une estimation")[0]
    assert "environ 1 sur 10" in row
    assert "moins de 24 mois" not in row


def test_a_year_that_has_passed_without_its_last_months_is_not_told_as_open(contract, pages, client):
    entered(contract, ("1300", "1500"))
    with time_machine.travel("2026-03-01"):
        client.force_login(make_user(Role.DIRECTION, contract.body))
        dashboard = pages("")
    assert "les mois de juillet à décembre 2025 restent à saisir" in dashboard
    table = dashboard.partition("Décembre 2025 reste à saisir")[2].partition("Une estimation")[0]
    assert "sans estimation" in table
    assert "sur 10" not in table
    assert "encore 774" not in table
