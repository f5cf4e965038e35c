"""The dashboard and the dossier open with the same: sentence, boxes, the statuses that turned by their names."""

import re

import pytest
import time_machine
from django.core.management import call_command

from accounts.rights import Role
from tests.factories import enter, every_year, make_contract, make_indicator, make_user, months_before, pair
from tests.pages import text_in

BOXES = ["ou", "bouge", "decisions-ouvertes", "qui"]


@pytest.fixture
def turned(db):
    """Five ratios between their targets at August; at September the first rises, three fall, the last stays."""
    with time_machine.travel("2025-10-20T10:00:00+02:00"):
        contract = make_contract()
        for last in (170, 10, 10, 10, 85):
            indicator = make_indicator(contract, targets=every_year("80", "90"))
            for month in months_before("2025-09"):
                enter(indicator, month, pair(85, 100))
            enter(indicator, "2025-09", pair(last, 100))
        call_command("recompute", verbosity=0)
        yield contract


def read(client, contract, role, rest):
    client.force_login(make_user(role, contract.body))
    return client.get(f"/{contract.body.code}/{contract.code}/{rest}").content.decode()


def opening(html):
    found = re.search(
        r'<h1 class="phrase">.*?</h1>\s*<div class="quatre">.*?</section>\s*</div>', html, re.DOTALL
    )
    assert found
    return found[0]


def test_the_dossier_opens_as_the_dashboard(client, turned):
    at = "?mois=2025-09"
    dashboard = opening(read(client, turned, Role.CONTROLEUR, at))
    assert re.findall(r'<section aria-labelledby="([^"]*)"', dashboard) == BOXES
    assert opening(read(client, turned, Role.CONTROLEUR, f"dossier/{at}")) == dashboard
    # Who owes what is for those who oversee, though the dossier of another person is kept already.
    others = opening(read(client, turned, Role.GESTIONNAIRE, f"dossier/{at}"))
    assert re.findall(r'<section aria-labelledby="([^"]*)"', others) == BOXES[:3]


def test_the_first_statuses_that_turned_are_named_and_a_link_leads_to_all(client, turned):
    html = read(client, turned, Role.LECTEUR, "?mois=2025-09")
    (listed,) = re.findall(r'<ul class="tournes">.*?</ul>', html, re.DOTALL)
    first, *_, last = (text_in(each) for each in re.findall(r"<li>.*?</li>", listed, re.DOTALL))
    assert first == "Indicateur 1 Entre seuil et objectif → Atteint"
    assert (
        last
        == "Indicateur 3 Entre seuil et objectif → Seuil non tenu et 1 autre , tous ceux qui ont changé de statut"
    )
    home = f"/{turned.body.code}/{turned.code}/"
    (address,) = re.findall(rf'href="{home}(\?[^"]*statut=tourne)#ind"', listed)
    register = read(client, turned, Role.LECTEUR, address.replace("&amp;", "&"))
    assert re.findall(r"<output>(.*?)</output>", register) == ["4 sur 5"]
    assert re.search(r'value="tourne" checked> 4.ont changé de statut', register)


def test_where_no_status_turned_it_is_said(client, turned):
    html = read(client, turned, Role.LECTEUR, "?mois=2025-08")
    assert "Aucun indicateur n’a changé de statut." in opening(html)
    assert 'value="tourne"' not in html
