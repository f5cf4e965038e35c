"""The targets by year: which version they are of, what an avenant changed, who may prepare another."""

from datetime import date

import pytest
from django.db import transaction

from accounts.rights import Role
from commitments.models import Origin, lock_contract, open_change
from indicators.models import TargetKind, TargetRevision
from indicators.recording import amend
from tests.factories import every_year, make_contract, make_indicator, make_user, target
from tests.pages import text_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
QUERIES = 9


@pytest.fixture
def contract(client):
    contract = make_contract()
    make_indicator(contract, targets=every_year("80", "90"))
    make_indicator(contract, unit="rendez-vous", decimals=0, targets={2025: (None, "1200")})
    client.force_login(make_user(Role.LECTEUR, contract.body))
    return contract


def sign(contract, number=1, effective_from=date(2025, 7, 1), **changed):
    given = {
        "label": f"avenant {number}",
        "effective_from": effective_from,
        "source": "Avenant du 12 juin",
        "targets": {"R1": {2025: target("82", f"9{number + 1}.5")}},
        "reason": "charge nouvelle",
        "actor": make_user(Role.CONTROLEUR, contract.body, username=f"dominique-{number}"),
        "origin": Origin.FORM,
    }
    return amend(contract=contract, **given | changed)


def address(contract, rest=""):
    return f"/{contract.body.code}/{contract.code}/cibles/{rest}"


def row_of(response, code):
    return next(
        text_in(row.split("</tr>")[0]) for row in response.text.split("<tr>") if f"<small>{code}" in row
    )


def test_targets_are_shown_by_year_with_their_unit_or_why_there_is_none(client, contract):
    unsettled = make_indicator(contract, first_year=None)
    with transaction.atomic():
        change = open_change(
            lock_contract(contract.pk), actor=None, origin=Origin.COMMAND, verb="load_contract"
        )
    TargetRevision.objects.create(
        indicator=unsettled,
        version=contract.target_versions.get(),
        change=change,
        year=2024,
        kind=TargetKind.A_DEFINIR,
    )
    page = client.get(address(contract))
    assert "Aucun avenant n’a changé les cibles signées avec le contrat" in text_of(page)
    assert row_of(page, "R1").startswith("Indicateur 1 R1 Seuil 80 % Objectif 90 % Seuil 80 %")
    assert row_of(page, "R2") == (
        "Indicateur 2 R2 (rendez-vous) sans cible sans cible Objectif 1 200 sans cible sans cible"
    )
    assert row_of(page, "R3").startswith("Indicateur 3 R3 sans cible à définir sans cible")


def test_a_target_shows_the_avenant_that_changed_it_and_the_version_lists_the_change(client, contract):
    sign(contract)
    page = client.get(address(contract))
    said = text_of(page)
    assert "Un avenant a changé les cibles" in said
    assert "Dernière version, « avenant 1 », en vigueur depuis le 1er juillet 2025." in said
    assert row_of(page, "R1").count("avenant 1") == 1
    assert "Seuil 82 % Objectif 92,5 % avenant 1" in row_of(page, "R1")
    assert "avenant" not in row_of(page, "R2")
    assert (
        "Avenant 1, à effet du 01/07/2025 Source : Avenant du 12 juin · Motif : « charge nouvelle » "
        "Enregistrée le 20/10/2025 à 10 h 00, dominique-1. Ce que change avenant 1 "
        "Indicateur Exercice Avant Après Indicateur 1 R1 2025 seuil 80 %, objectif 90 % seuil 82 %, objectif 92,5 %"
    ) in said


def test_an_earlier_version_is_read_as_it_was_signed(client, contract):
    sign(contract)
    sign(contract, 2, date(2026, 1, 1), targets={"R1": {2026: target("83", "95")}})
    latest = client.get(address(contract))
    assert "« avenant 2 », prendra effet le 1er janvier 2026" in text_of(latest)
    assert "Objectif 92,5 % avenant 1 Seuil 83 % Objectif 95 % avenant 2" in row_of(latest, "R1")
    middle = row_of(client.get(address(contract, "?version=1")), "R1")
    assert "Objectif 92,5 % avenant 1 Seuil 80 % Objectif 90 %" in middle
    first = client.get(address(contract, "?version=0"))
    assert "Telles que signées par la version « initiale »" in text_of(first)
    assert "avenant" not in row_of(first, "R1")


@pytest.mark.parametrize("asked", ["1", "-1", "x", "9" * 5000, "a%00b", "%ED%A0%80", "²"])
def test_a_version_that_does_not_exist_is_a_404(client, contract, asked):
    assert client.get(address(contract, f"?version={asked}")).status_code == 404


def test_only_who_may_sign_is_led_to_the_form_and_all_are_led_to_the_page(client, contract):
    assert "avenant/" not in client.get(address(contract)).text
    for page in ("contrat/", "R1/"):
        text = client.get(f"/{contract.body.code}/{contract.code}/{page}").text
        assert f'href="{address(contract)}"' in text
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    assert f'href="{address(contract, "avenant/")}"' in client.get(address(contract)).text


@pytest.mark.parametrize("count", [1, 30])
def test_the_queries_do_not_grow_with_indicators_nor_versions(client, django_assert_num_queries, count):
    contract = make_contract()
    for _ in range(count):
        make_indicator(contract, targets=every_year("80", "90"))
    if count > 1:
        for number in (1, 2, 3):
            sign(contract, number)
    client.force_login(make_user(Role.LECTEUR, contract.body))
    client.get(address(contract))
    with django_assert_num_queries(QUERIES):
        client.get(address(contract))
