"""`export_quarter` and `export_commitments` as a shell runs them."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.rights import Role
from commitments.calendar import Declared
from commitments.ledger.proofs import Link
from commitments.models import Action, Origin
from commitments.recording import Naming, Update, attach, name_owners, update_many
from cpg.shared.periods import Month
from indicators.recording import put
from tests.exports.exported import NOW, make_exported_contract, make_planned_contract
from tests.factories import (
    enter,
    make_action,
    make_body,
    make_contract,
    make_indicator,
    make_user,
    pair,
    planned,
)

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent
COMMITMENTS = """\
organisme,fiche,engagement,action,livrable,libelle_engagement,libelle_action,libelle_livrable,evaluation,annee,\
statut,avancement,responsable,preuves,commentaire,date_prevue
caisse,1,E1,E1A1,,Accueillir ; orienter,Ouvrir un guichet,,Guichet ouvert,2024,en_retard,,,,,
caisse,1,E1,E1A1,,Accueillir ; orienter,Ouvrir un guichet,,Guichet ouvert,2025,en_cours,40,,,Marché notifié,2025-11-30
caisse,1,E2,E2A1,1,Simplifier,'=Simplifier,Guide,Deux livrables,2027,a_venir,,Camille,,,
caisse,1,E2,E2A1,2,Simplifier,'=Simplifier,Formulaire,Deux livrables,2023,realise,100,Camille,Bilan | Note,,
caisse,1,E2,E2A1,2,Simplifier,'=Simplifier,Formulaire,Deux livrables,2024,en_retard,,Camille,,,
"""


def run(*arguments):
    """What the command writes to a text stream."""
    stream = io.StringIO()
    call_command(*arguments, stdout=stream)
    return stream.getvalue()


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


@time_machine.travel(NOW)
@pytest.mark.parametrize(
    ("options", "profile"), [([], "excel-fr"), (["--profile", "open-data"], "open-data")]
)
def test_the_quarter_goes_to_the_standard_output_byte_by_byte(capsysbinary, options, profile):
    make_exported_contract()
    call_command("export_quarter", "2024T2", *options)
    assert capsysbinary.readouterr().out == (HERE / f"export_2024T2.{profile}.csv").read_bytes()


@time_machine.travel(NOW)
def test_the_quarter_goes_to_a_file(tmp_path):
    make_exported_contract()
    target = tmp_path / "export.csv"
    assert run("export_quarter", "2024T2", "--profile", "open-data", "--output", str(target)) == ""
    assert target.read_bytes() == (HERE / "export_2024T2.open-data.csv").read_bytes()


@time_machine.travel(NOW)
def test_every_body_follows_the_other_or_one_is_asked_for():
    for code in ("caisse-b", "caisse-a"):
        make_exported_contract(code)
    everybody = rows_of(run("export_quarter", "2024T2", "--profile", "open-data"))
    assert [row["organisme"] for row in everybody] == ["caisse-a"] * 5 + ["caisse-b"] * 5
    one = rows_of(run("export_quarter", "2024T2", "--profile", "open-data", "--body", "caisse-b"))
    assert [row["organisme"] for row in one] == ["caisse-b"] * 5


def test_each_quarter_is_taken_from_the_contract_that_covers_it():
    body = make_body("caisse")
    for code, first_year in (("cpg-2023-2027", 2023), ("cpg-2028-2032", 2028)):
        make_indicator(make_contract(body, code=code, first_year=first_year, last_year=first_year + 4))
    (row,) = rows_of(run("export_quarter", "2028T1", "--profile", "open-data"))
    assert row["contrat"] == "CPG 2028-2032"


def test_the_past_ends_with_its_day_in_paris():
    with time_machine.travel("2024-07-01T09:00:00+02:00"):
        indicator = make_indicator()
    with time_machine.travel("2024-07-15T23:59:00+02:00"):
        enter(indicator, "2024-06", pair(85, 100))
    with time_machine.travel("2024-07-16T00:01:00+02:00"):
        put(
            indicator=indicator,
            month=Month(2024, 6),
            fact=pair(95, 100),
            expected_version=1,
            reason="erreur",
            actor=None,
            origin=Origin.FORM,
        )
    for day, value in (("2024-07-14", ""), ("2024-07-15", "85.00"), ("2024-07-16", "95.00")):
        (row,) = rows_of(run("export_quarter", "2024T2", "--profile", "open-data", "--as-of", day))
        assert row["valeur_a_date"] == value, day


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["2024Q2"], "«\u00a02024Q2\u00a0» n’est pas un trimestre"),
        (["2024T5"], "n’est pas un trimestre"),
        (["٢٠٢٤T2"], "n’est pas un trimestre"),
        (["2024T2", "--body", "ailleurs"], "Organisme inconnu\u00a0: ailleurs."),
        (["2022T4"], "Aucun contrat ne couvre 2022T4."),
        (["2024T2", "--as-of", "15/07/2025"], "«\u00a015/07/2025\u00a0» n’est pas une date"),
        (["2024T2", "--as-of", "20250715"], "n’est pas une date"),
        (["2024T2", "--as-of", "2025-02-30"], "n’est pas une date"),
        (["2024T2", "--as-of", "9999-12-31"], "n’est pas une date"),
        (["2024T2", "--output", "/nulle/part.csv"], "/nulle/part.csv ne peut pas être écrit"),
    ],
)
def test_what_makes_no_sense_is_refused_in_french(arguments, message):
    make_indicator()
    with pytest.raises(CommandError) as refused:
        run("export_quarter", *arguments)
    assert message in str(refused.value)


def test_a_profile_that_does_not_exist_is_refused():
    with pytest.raises(CommandError, match="csv-us"):
        run("export_quarter", "2024T2", "--profile", "csv-us")


def follow(contract):
    """Record a state for a year without deliverables, another with a proof, and one owner."""
    single, several = Action.objects.filter(engagement__fiche__contract=contract).order_by("code")
    camille = make_user(Role.GESTIONNAIRE, contract.body, username="Camille")
    common = {"contract": contract, "actor": None, "origin": Origin.COMMAND}
    name_owners(namings=[Naming(several, camille, None)], **common)
    updates = [
        Update(planned(single, 2025), Declared.EN_COURS, 40, date(2025, 11, 30), "Marché notifié"),
        Update(planned(several, 2023, 2), Declared.REALISE, proof=Link("https://ged.fr/bilan", "Bilan")),
    ]
    update_many(updates=updates, **common)
    attach(planned=planned(several, 2023, 2), proof=Link("https://ged.fr/note", "Note"), **common)


@time_machine.travel("2025-07-15T12:00:00+02:00")
def test_the_commitments_by_action_deliverable_and_year(capsysbinary):
    follow(make_planned_contract())
    call_command("export_commitments", "--profile", "open-data")
    assert capsysbinary.readouterr().out.decode() == COMMITMENTS


@time_machine.travel("2025-07-15T12:00:00+02:00")
def test_the_commitments_for_a_french_spreadsheet(tmp_path):
    make_planned_contract()
    target = tmp_path / "engagements.csv"
    run("export_commitments", "--output", str(target))
    content = target.read_bytes()
    assert content.startswith(b"\xef\xbb\xbforganisme;fiche;engagement;")
    assert content.count(b"\r\n") == content.count(b"\n") == 6
    assert (
        'caisse;1;E1;E1A1;;"Accueillir ; orienter";Ouvrir un guichet;;Guichet ouvert;2024;en_retard;;;;'
        in content.decode()
    )


def test_the_commitments_of_one_body_or_of_all():
    for code in ("caisse-b", "caisse-a"):
        make_planned_contract(code)
    everybody = rows_of(run("export_commitments", "--profile", "open-data"))
    assert [row["organisme"] for row in everybody] == ["caisse-a"] * 5 + ["caisse-b"] * 5
    one = rows_of(run("export_commitments", "--profile", "open-data", "--body", "caisse-b"))
    assert [row["organisme"] for row in one] == ["caisse-b"] * 5


def test_commitments_before_they_were_loaded_are_refused():
    with time_machine.travel("2024-07-15T12:00:00+02:00"):
        make_planned_contract()
    assert len(rows_of(run("export_commitments", "--profile", "open-data", "--as-of", "2024-07-15"))) == 5
    with pytest.raises(CommandError, match="Aucun engagement"):
        run("export_commitments", "--as-of", "2024-07-14")


def test_the_commitments_as_they_were_known_on_an_earlier_day():
    """Later entries are left out, and the calendar is that of the day."""
    with time_machine.travel("2024-07-15T12:00:00+02:00"):
        contract = make_planned_contract()
    with time_machine.travel("2025-07-15T12:00:00+02:00"):
        follow(contract)
        rows = rows_of(run("export_commitments", "--profile", "open-data", "--as-of", "2024-12-31"))
        assert [row["statut"] for row in rows] == ["a_venir", "a_venir", "a_venir", "en_retard", "a_venir"]
        assert not any(row["preuves"] or row["responsable"] or row["avancement"] for row in rows)
        rows = rows_of(run("export_commitments", "--profile", "open-data", "--as-of", "2026-01-01"))
        assert [row["statut"] for row in rows] == [
            "en_retard",
            "en_retard",
            "a_venir",
            "realise",
            "en_retard",
        ]


def test_the_commitments_take_four_queries_for_their_rows(django_assert_num_queries):
    follow(make_planned_contract())
    with django_assert_num_queries(5):
        run("export_commitments")


def test_of_several_contracts_of_a_body_the_one_that_runs_that_day_is_exported():
    body = make_body()
    running = make_contract(body)
    coming = make_contract(body, code="cpg-2028-2032", first_year=2028, last_year=2032)
    make_action(running, years=(2025,))
    make_action(coming, years=(2028,))
    run_for = ("export_commitments", "--profile", "open-data", "--body", body.code)
    with time_machine.travel("2025-10-20"):
        assert [row["annee"] for row in rows_of(run(*run_for))] == ["2025"]
    with time_machine.travel("2028-10-20"):
        assert [row["annee"] for row in rows_of(run(*run_for))] == ["2028"]
    with time_machine.travel("2035-10-20"):
        assert [row["annee"] for row in rows_of(run(*run_for))] == ["2025", "2028"]
