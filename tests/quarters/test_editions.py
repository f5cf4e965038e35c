"""A quarter closed by the first edition keeps its bytes, and each row that a new version changes says why."""

from hashlib import sha256

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.rights import Role
from commitments.models import Origin, lock_contract, open_change
from cpg.shared.periods import Month, Quarter
from dashboards.exports.columns import QUARTER_COLUMNS, FileCell
from dashboards.exports.files import Format, write
from dashboards.exports.quarter import quarter_rows
from dashboards.models import FrozenExport, QuarterClosing
from dashboards.quarters.changes import changes_between, changes_since
from indicators.domain.model import Aggregation
from indicators.recording import put
from tests.closing import close_quarter
from tests.factories import amount, enter, every_year, make_contract, make_indicator, make_user, pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_july_2024")]
SECOND = Quarter(2024, 2)
RULES = "règles, 2e édition\u00a0: "
FLOOR = f"{RULES}une valeur à laquelle il manque des mois a un score, «\u00a0au moins\u00a0»"


@pytest.fixture
def contract():
    """A sum that misses February, a count whose target is cut to whole ones, a rate that no rule changed."""
    contract = make_contract()
    missing = make_indicator(
        contract,
        code="R1",
        aggregation=Aggregation.SOMME,
        unit="€",
        decimals=0,
        targets=every_year("600", "1200"),
    )
    counted = make_indicator(
        contract,
        code="R2",
        aggregation=Aggregation.SOMME,
        unit="demandes",
        decimals=0,
        targets=every_year("3", "5"),
    )
    rate = make_indicator(contract, code="R3", targets=every_year("80", "90"))
    for number in range(1, 7):
        if number != 2:
            enter(missing, f"2024-{number:02d}", amount(80))
        enter(counted, f"2024-{number:02d}", amount(0))
        enter(rate, f"2024-{number:02d}", pair(85, 100))
    return contract


FIRST_EDITION: dict[str, dict[str, FileCell]] = {
    "R1": {"score": None, "ecart_objectif": None, "motif": "manque 2024-02-01"},
    "R2": {"seuil_a_date": "1.50", "objectif_a_date": "2.50", "ecart_objectif": "-2.50"},
}


@transaction.atomic
def close_by_the_first_edition(contract):
    """As the application did before: the rows of today with the cells that the first edition had."""
    change = open_change(lock_contract(contract.pk), actor=None, origin=Origin.FORM, verb="close_quarter")
    closing = QuarterClosing.objects.create(contract=contract, year=2024, quarter=2, version=1, change=change)
    rows = [{**row, **FIRST_EDITION.get(row["indicateur"], {})} for row in quarter_rows(contract, SECOND)]
    for format_ in Format:
        content = write(format_, QUARTER_COLUMNS, rows, "2024T2")
        FrozenExport.objects.create(
            closing=closing, format=format_.value, content=content, sha256=sha256(content).hexdigest()
        )
    return closing


def close_again(contract):
    return close_quarter(
        contract=contract,
        quarter=SECOND,
        expected_version=1,
        actor=None,
        origin=Origin.FORM,
        reason="nouvel envoi",
    )


def causes(changes):
    return {(each.indicator, each.column): each.cause for each in changes}


def correct_the_rate(contract):
    put(
        indicator=contract.indicators.get(code="R3"),
        month=Month(2024, 6),
        fact=pair(95, 100),
        expected_version=1,
        reason="chiffres inversés",
        comment="erreur de saisie",
        actor=None,
        origin=Origin.COMMAND,
    )


def test_a_new_version_keeps_the_bytes_of_the_first_edition_and_says_which_rule_changed_which_row(contract):
    first = close_by_the_first_edition(contract)
    sent = {each.format: (bytes(each.content), each.sha256) for each in first.exports.all()}
    second = close_again(contract)
    assert (first.edition, second.edition) == (1, 2)
    whole = f"{RULES}une cible de ce qui se compte à l’unité est entière"
    assert causes(changes_between(first, second)) == {
        ("R1", "ecart_objectif"): FLOOR,
        ("R1", "score"): FLOOR,
        ("R1", "motif"): f"{RULES}une valeur à laquelle il manque des mois se dit «\u00a0au moins\u00a0»",
        ("R2", "seuil_a_date"): whole,
        ("R2", "objectif_a_date"): whole,
        ("R2", "ecart_objectif"): whole,
    }
    assert {each.format: (bytes(each.content), each.sha256) for each in first.exports.all()} == sent


def test_what_data_changed_is_told_from_what_a_rule_did(contract):
    first = close_by_the_first_edition(contract)
    correct_the_rate(contract)
    found = causes(changes_since(first))
    assert found["R3", "valeur_a_date"] == (
        "correction de juin 2024\u00a0: 85 sur 100 (85,00\u00a0%) → 95 sur 100 (95,00\u00a0%), par commande le "
        "20/07/2024 («\u00a0chiffres inversés\u00a0»)"
    )
    assert found["R1", "score"] == FLOOR


def test_a_cell_that_both_changed_says_both(contract):
    first = close_by_the_first_edition(contract)
    put(
        indicator=contract.indicators.get(code="R1"),
        month=Month(2024, 6),
        fact=amount(90),
        expected_version=1,
        reason="chiffres inversés",
        comment="erreur de saisie",
        actor=None,
        origin=Origin.COMMAND,
    )
    assert causes(changes_since(first))["R1", "score"] == (
        f"{FLOOR}\u202f; correction de juin 2024\u00a0: 80 → 90, par commande le 20/07/2024 "
        "(«\u00a0chiffres inversés\u00a0»)"
    )


def test_versions_of_one_edition_need_no_cause(contract):
    first = close_quarter(
        contract=contract, quarter=SECOND, expected_version=0, actor=None, origin=Origin.FORM
    )
    assert changes_since(first) == []
    assert changes_between(first, close_again(contract)) == []


def test_the_page_of_a_quarter_closed_by_the_first_edition(contract, client):
    close_by_the_first_edition(contract)
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    page = client.get(f"/{contract.body.code}/{contract.code}/arretes/2024T2/").content.decode()
    assert "Ce qu’une nouvelle version changerait" in page
    assert "Règles de calcul, 1<sup>re</sup> édition" in page
    assert "elle n’a ni relecture ni point levé." in page
    assert "une cible de ce qui se compte à l’unité est entière" in page
    close_again(contract)
    page = client.get(f"/{contract.body.code}/{contract.code}/arretes/2024T2/").content.decode()
    assert "Ce qu’une nouvelle version changerait" not in page
    assert "une cible de ce qui se compte à l’unité est entière" in page, "beside the second version"


def test_an_export_as_of_a_past_day_says_by_which_rules_it_is_computed(contract, capsys):
    call_command("export_quarter", "2024T2", body=contract.body.code, as_of="2024-07-20")
    output = capsys.readouterr()
    assert "règles d’aujourd’hui (2e édition)" in output.err
    assert "édition" not in output.out
