"""Codes of other branches (`PNT1`, `RSO-1`) go in and out everywhere."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from accounts.rights import Role
from commitments.models import Contract
from cpg.shared.periods import Quarter
from dashboards.exports.quarter import quarter_rows
from indicators.loading import load_contract
from indicators.models import Indicator
from tests.api.asking import Program
from tests.coming_contract import INDICATORS, coming_contract
from tests.entry.asking import save, stored
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_spring")]

CODES = [each[0] for each in INDICATORS]


@pytest.fixture
def in_spring():
    with time_machine.travel("2028-04-20T10:00:00Z", tick=False):
        yield


@pytest.fixture
def contract() -> Contract:
    load_contract(coming_contract())
    return Contract.objects.select_related("body").get()


def imported(tmp_path: Path, *rows: str) -> None:
    file = tmp_path / "valeurs.csv"
    file.write_text("\n".join(["indicateur;mois;numerateur;denominateur;valeur", *rows]), "utf-8")
    call_command("import_actuals", str(file), stdout=StringIO())


def indicator(code: str) -> Indicator:
    return Indicator.objects.with_definition().get(code=code)


def test_they_are_imported_in_either_case(contract, tmp_path):
    imported(tmp_path, "pnt1;2028-01;90;100;", "RSO-1;2028-01;95;100;", "rcv2;2028-02;;;51")
    assert stored(indicator("PNT1"), "2028-01").numerator == 90
    assert stored(indicator("RSO-1"), "2028-01").numerator == 95
    assert stored(indicator("RCV2"), "2028-02").value == 51


@pytest.mark.parametrize("code", ["PNT1", "RSO-1"])
def test_they_are_typed_in_the_grid_and_shown_on_their_pages(contract, code):
    client = Client()
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    assert save(client, indicator(code), "2028-01", numerator="9", denominator="10").status_code == 200
    address = f"/{contract.body.code}/{contract.code}/"
    for rest in (
        f"{code}/",
        f"{code}/et-si/",
        f"{code}/graphique.csv",
        f"{code}/2028-01/",
        f"comite/{code}/",
    ):
        assert client.get(f"{address}{rest}").status_code == 200, rest
    assert client.get(f"{address}{code.lower()}/").status_code == 404
    assert f'data-code="{code}"' in client.get(f"{address}saisie/").content.decode()


def test_they_are_read_and_written_by_programs(contract):
    program = Program(make_user(Role.CONTROLEUR, contract.body))
    place = f"{contract.body.code}/{contract.code}/RSO-1"
    typed = {"numerator": "96", "denominator": "100"}
    assert program.put(f"actuals/{place}/2028-01/", typed, version=0).status_code == 201
    call_command("recompute", verbosity=0, stdout=StringIO())
    assert program.get(f"attainments/{place}/2028-01/").status_code == 200
    listed = program.get(f"indicators/?contract={contract.code}").json()
    assert [each["code"] for each in listed["results"]] == CODES


def test_the_file_of_a_quarter_has_all_of_them_in_the_order_of_the_contract(contract, tmp_path):
    imported(tmp_path, "RSO-1;2028-03;95;100;")
    rows = quarter_rows(contract, Quarter(2028, 1))
    assert [row["indicateur"] for row in rows] == CODES
    assert rows[CODES.index("RSO-1")]["denominateur_a_date"] == Decimal(100)
