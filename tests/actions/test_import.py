"""States of actions from the file that is exported: shown first, taken whole or not at all."""

import base64
import json
import re
from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from django.conf import settings as project_settings
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import KeptPost
from accounts.rights import Role
from commitments.calendar import ActionStatus, Declared
from commitments.ledger.proofs import Link
from commitments.models import Change, Contract, FollowUp, FollowUpRevision, Origin
from commitments.recording import Update, update_many
from dashboards.imports.forms import ActionsFileForm
from indicators.demo.actions import load_follow_up
from indicators.loading import load_contract
from tests.factories import make_action, make_user, planned
from tests.indicators.hostile import HOSTILE

pytestmark = pytest.mark.django_db
HEADER = "fiche;action;livrable;annee;statut;avancement;commentaire"


@pytest.fixture
def action(contract):
    return make_action(contract, years=(2024, 2025), deliverables=[(2025,)])


@pytest.fixture
def address(contract):
    return f"/{contract.body.code}/{contract.code}/engagements/"


@pytest.fixture
def send(client, contract, action, address):
    client.force_login(make_user(Role.CONTROLEUR, contract.body))

    def send(*rows, header=HEADER):
        content = "\n".join([header, *rows]).encode()
        return client.post(f"{address}import/", {"file": SimpleUploadedFile("etats.csv", content)})

    return send


def confirm(client, address, response):
    sent = {
        "contenu": response.context["back"]["contenu"].value(),
        "nom": response.context["back"]["nom"].value(),
        "plan": response.context["back"]["plan"].value(),
    }
    return client.post(f"{address}import/", sent)


def counts(response):
    preview = response.context["preview"]
    return {
        "Nouvelles": len(preview.new),
        "Changées": len(preview.changed),
        "Inchangées": len(preview.unchanged),
        "Refusées": preview.refused_lines,
        "Sans rien dire, passées": len(preview.blank),
    }


def test_what_would_change_is_shown_then_written_under_one_act(client, send, address, action):
    response = send(
        "1;E1A1;;2025;en_cours;40;Marché notifié", "1;E1A1;1;2025;en cours;10;", "1;E1A1;;2024;;;"
    )
    assert response.status_code == 200
    assert counts(response) == {
        "Nouvelles": 2, "Changées": 0, "Inchangées": 0, "Refusées": 0, "Sans rien dire, passées": 1,
    }  # fmt: skip
    assert not FollowUpRevision.objects.exists()
    assert confirm(client, address, response).status_code == 302
    found = FollowUp.objects.get(planned=planned(action, 2025)).current
    assert (found.declared, found.progress, found.comment) == ("en_cours", 40, "Marché notifié")
    assert Change.objects.filter(origin=Origin.IMPORT).count() == 1


def test_the_exported_file_sent_back_changes_nothing(client, send, contract, address, action):
    updates = [
        Update(planned(action, 2024), Declared.EN_COURS, 90, comment="=presque"),
        Update(planned(action, 2025), Declared.REALISE, proof=Link("https://ged.fr/bilan")),
        Update(planned(action, 2025, 1), Declared.ABANDONNE, 20, reason="infructueux", decided_by="CODIR"),
    ]
    update_many(contract=contract, updates=updates, actor=None, origin=Origin.COMMAND)
    for format_ in ("excel-fr", "open-data", "xlsx"):
        exported = client.get(f"{address}{format_}/").content
        file = SimpleUploadedFile(f"engagements.{format_}", exported)
        response = client.post(f"{address}import/", {"file": file})
        assert (response.status_code, counts(response)["Inchangées"]) == (200, 3)
        assert not response.context["is_to_confirm"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("1;E1A9;;2025;en_cours;40;", "action"),
        ("1;E1A1;;2026;en_cours;40;", "action"),
        ("1;E1A1;2;2025;en_cours;40;", "action"),
        ("1;E1A1;;2025;presque;;", "statut"),
        ("1;E1A1;;2025;en_cours;110;", "avancement"),
        ("1;E1A1;;2025;en_cours;4,5;", "avancement"),
        ("1;E1A1;;2025;a_venir;40;", "avancement"),
        ("1;E1A1;;2025;realise;;", "statut"),
        ("1;E1A1;;2025;en_cours;40;;perdu", "colonne 8"),
    ],
)
def test_one_refused_row_refuses_the_file(send, row, column):
    response = send("1;E1A1;;2024;en_cours;10;", row)
    assert response.status_code == 422
    assert [(each.line, each.column) for each in response.context["preview"].refused] == [(3, column)]
    assert not response.context["is_to_confirm"]


def test_two_rows_for_one_and_a_column_that_is_unknown_are_refused(send):
    response = send("1;E1A1;;2025;en_cours;40;", "1;e1a1;;2025;en_cours;50;")
    assert [each.code for each in response.context["preview"].refused] == ["twice_in_the_file"] * 2
    response = send("1;E1A1;2025;x", header="fiche;action;annee;couleur")
    assert [each.text for each in response.context["preview"].refused] == ["couleur"]


def test_what_changed_since_the_preview_is_shown_anew(client, send, contract, address, action):
    response = send("1;E1A1;;2025;en_cours;40;")
    update_many(
        contract=contract,
        updates=[Update(planned(action, 2025), Declared.EN_COURS, 70)],
        actor=None,
        origin=Origin.FORM,
    )
    again = confirm(client, address, response)
    assert again.status_code == 409
    assert counts(again)["Changées"] == 1
    assert FollowUp.objects.get(planned=planned(action, 2025)).current.progress == 70


def test_an_owner_imports_only_what_is_theirs(client, contract, address):
    owner = make_user(Role.GESTIONNAIRE, contract.body)
    make_action(contract, years=(2025,), owner=owner)
    make_action(contract, code="E1A2", years=(2025,))
    client.force_login(owner)
    content = f"{HEADER}\n1;E1A1;;2025;en_cours;40;\n1;E1A2;;2025;en_cours;40;\n".encode()
    response = client.post(f"{address}import/", {"file": SimpleUploadedFile("etats.csv", content)})
    assert [(each.line, each.code) for each in response.context["preview"].refused] == [(3, "not_allowed")]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\x00\x01"])
def test_what_is_no_table_is_refused(client, send, address, content):
    response = client.post(f"{address}import/", {"file": SimpleUploadedFile("x.csv", content)})
    assert response.status_code == 422
    assert client.post(f"{address}import/", {"contenu": "é", "plan": ""}).status_code == 302


def test_an_abandonment_and_a_foreseen_day_come_with_the_columns_that_they_owe(client, send, address, action):
    header = "fiche,action,annee,statut,date_prevue,motif_abandon,decide_par"
    response = send(
        "1,E1A1,2024,abandonne,,infructueux,CODIR", "1,E1A1,2025,en_cours,30/11/2025,,", header=header
    )
    assert counts(response)["Nouvelles"] == 2
    assert "décidé par CODIR" in response.content.decode()
    assert confirm(client, address, response).status_code == 302
    given_up, under_way = (
        FollowUp.objects.get(planned=planned(action, year)).current for year in (2024, 2025)
    )
    assert (given_up.declared, given_up.reason, given_up.decided_by) == ("abandonne", "infructueux", "CODIR")
    assert under_way.forecast == date(2025, 11, 30)
    again = send(
        "1,E1A1,2024,abandonne,,infructueux,CODIR", "1,E1A1,2025,en_cours,2025-11-30,,", header=header
    )
    assert counts(again)["Inchangées"] == 2


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        ("1;E1A1;2025;abandonne;;;", ["motif_abandon", "decide_par"]),
        ("1;E1A1;2025;abandonne;;infructueux;" + "x" * 201, ["decide_par"]),
        ("1;E1A1;2025;en_cours;2025-02-30;;", ["date_prevue"]),
        ("1;E1A1;2025;presque;bientôt;;", ["statut", "date_prevue"]),
        ("1;E1A1;2025;en_cours;;;;perdu", ["colonne 8"]),
    ],
)
def test_each_error_of_a_row_is_reported(send, row, columns):
    response = send(row, header="fiche;action;annee;statut;date_prevue;motif_abandon;decide_par")
    assert response.status_code == 422
    assert [each.column for each in response.context["preview"].refused] == columns


@pytest.mark.parametrize("bad", ["", "1;E1A1;;2025;presque;;"])
def test_the_report_lists_the_result_of_each_row_and_writes_nothing(client, send, address, bad):
    response = send("1;E1A1;;2024;en_cours;40;=cmd()", "1;E1A1;1;2025;;;", *([bad] if bad else []))
    sent = {"contenu": response.context["back"]["contenu"].value(), "compte-rendu": "1"}
    report = client.post(f"{address}import/", sent)
    assert report.status_code == 200
    assert report["Content-Disposition"].startswith("attachment")
    lines = report.content.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("feuille;ligne;resultat;organisme;fiche;action;livrable;annee;avant;apres")
    assert lines[1].startswith(";2;nouveau;")
    assert "40" in lines[1]
    assert [line for line in lines if ";refuse;" in line] == (
        [";4;refuse;;;;;;;;;statut;presque;Écrivez l’un de ces mots\u00a0: " + ", ".join(ActionStatus) + "."]
        if bad
        else []
    )
    assert not FollowUpRevision.objects.exists()


def test_the_journal_names_the_imported_file(client, send, address):
    response = send("1;E1A1;;2025;en_cours;40;")
    confirm(client, address, response)
    assert "Import du fichier etats.csv" in client.get(f"{address}1/E1A1/").content.decode()


@pytest.mark.parametrize(
    "name",
    ["macros", "links", "entities", "an entity of this machine", "an ODS",
     "columns without end", "an unknown encoding"],
)  # fmt: skip
def test_files_that_mean_harm_are_refused_as_those_of_figures(client, send, address, name):
    make, word = HOSTILE[name]
    content = make()
    response = client.post(f"{address}import/", {"file": SimpleUploadedFile("etats.csv", content)})
    assert response.status_code == 422
    assert word in str(response.context["form"].errors) or len(content) > ActionsFileForm.largest
    if len(content) <= ActionsFileForm.largest:
        sent_back = {"contenu": base64.b64encode(content).decode(), "plan": ""}
        assert client.post(f"{address}import/", sent_back).status_code == 302


@pytest.mark.slow
def test_the_whole_contract_goes_out_and_comes_back_unchanged(client):
    load_contract(json.loads(project_settings.CONTRACT_FILE.read_text("utf-8")))
    contract = Contract.objects.select_related("body").get()
    controller = make_user(Role.CONTROLEUR, contract.body)
    load_follow_up(contract, make_user(Role.GESTIONNAIRE, contract.body), controller)
    client.force_login(controller)
    address = f"/{contract.body.code}/{contract.code}/engagements/"
    said = FollowUp.objects.count()
    for format_ in ("excel-fr", "open-data", "xlsx"):
        file = SimpleUploadedFile("engagements", client.get(f"{address}{format_}/").content)
        response = client.post(f"{address}import/", {"file": file})
        assert response.status_code == 200
        assert counts(response)["Inchangées"] >= said
        assert (counts(response)["Nouvelles"], counts(response)["Changées"]) == (0, 0)


def workbook_to_choose_from():
    """Two sheets of states; the second has a hidden row and a column that no import knows."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    for name, progress in (("Mars", 40), ("Avril", 60)):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ("fiche", "action", "annee", "statut", "avancement", "couleur"))
        sheet.write_row(1, 0, ("1", "E1A1", "2025", "en_cours", progress, "vert"))
        sheet.write_row(2, 0, ("1", "E1A1", "2024", "en_cours", progress, "vert"))
    sheet.set_row(2, options={"hidden": True})
    book.close()
    return content.getvalue()


def marks_of(response):
    return re.findall(r'name="brouillon" value="([^"]+)"', response.content.decode())


def test_what_only_the_person_knows_of_a_file_is_asked(client, send, address, action):
    file = SimpleUploadedFile("etats.xlsx", workbook_to_choose_from())
    response = client.post(f"{address}import/", {"file": file})
    for said in ({"feuille": "Avril"}, {"masquees": "skip", "sans": "couleur"}):
        assert "Ce fichier attend vos réponses" in response.content.decode()
        back = {name: response.context["back"][name].value() for name in ("contenu", "nom", "lu")}
        back["reponses"] = "1"
        back["brouillon"] = marks_of(response)[-1]
        missing = client.post(f"{address}import/", back)
        assert missing.context["questions"].errors
        assert 'class="refus-champs"><li><a href="#' in missing.content.decode()
        assert KeptPost.objects.count() == 1
        response = client.post(f"{address}import/", back | said)
        assert not KeptPost.objects.exists(), "what is answered is no draft"
    assert response.context["preview"].refused == ()
    assert counts(response)["Nouvelles"] == 1
    back = {name: response.context["back"][name].value() for name in ("contenu", "nom", "plan", "lu")}
    client.post(f"{address}import/", back)
    assert [(each.planned.year, each.progress) for each in FollowUpRevision.objects.all()] == [(2025, 60)]


@pytest.mark.parametrize("said", ["", "{}", "x", '"a"', '{"sheet": "Mai"}'])
def test_an_answer_that_no_page_sends_changes_nothing(client, send, address, said):
    response = send("1;E1A1;;2025;en_cours;40;")
    back = {name: response.context["back"][name].value() for name in ("contenu", "nom", "plan")}
    assert client.post(f"{address}import/", {**back, "lu": said}).status_code == 302
