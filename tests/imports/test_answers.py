"""What only the person knows of a file is asked in its preview; the file is then read again so, and nothing is written
before.
"""

from io import BytesIO, StringIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from accounts.models import KeptPost
from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.domain.model import Aggregation
from indicators.models import ActualRevision, ImportJob, ImportState
from indicators.recording import MonthStep, submit, validate
from tests.factories import amount, enter, make_body, make_contract, make_indicator, make_user
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
BASE = "/caisse/cpg-2023-2027/import/"


@pytest.fixture
def contract():
    contract = make_contract(make_body("caisse"))
    for code in ("R1", "R2"):
        make_indicator(contract, code=code, aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0)
    return contract


@pytest.fixture
def validated(contract):
    """January and February of R1, 41 and 43, validated."""
    author, checker = (make_user(Role.CONTROLEUR, contract.body) for _ in range(2))
    indicator = contract.indicators.with_definition().get(code="R1")
    for number, value in ((1, 41), (2, 43)):
        month = Month(2025, number)
        enter(indicator, str(month), amount(value), actor=author)
        for act, who, version in ((submit, author, 1), (validate, checker, 2)):
            step = MonthStep(indicator, month, version)
            act(contract=contract, steps=[step], actor=who, origin=Origin.COMMAND)
    return indicator


def send(client, content, name="valeurs.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return client.post(BASE, {"file": SimpleUploadedFile(name, content)})["Location"]


def answer(client, address, **said):
    return client.post(f"{address}reponses/", said, follow=True)


def confirm(client, address):
    plan = ImportJob.objects.latest("pk").report["plan"]
    return client.post(f"{address}confirmer/", {"plan": plan}, follow=True)


def workbook():
    """Two sheets with a table; the second has a hidden row and a column that no import knows."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    for name, value in (("Mars", 51), ("Avril", 53)):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ("indicateur", "mois", "valeur", "Service"))
        sheet.write_row(1, 0, ("R1", "2025-04", value, "accueil"))
        sheet.write_row(2, 0, ("R2", "2025-04", 9, "accueil"))
    sheet.set_row(2, options={"hidden": True})
    book.close()
    return content.getvalue()


def test_sheet_then_hidden_rows_and_columns_then_it_is_written(controller_client, contract):
    address = send(controller_client, workbook(), "mois.xlsx")
    page = text_of(controller_client.get(address))
    assert "Ce fichier attend vos réponses" in page
    assert "Quelle feuille importer" in page
    confirm(controller_client, address)
    page = text_of(answer(controller_client, address, feuille="Avril"))
    assert "Feuille « Avril », en-tête à la ligne 1" in page
    assert "1 ligne est masquée par un filtre ou à la main" in page
    refused = controller_client.post(f"{address}reponses/", {"masquees": "skip"})
    assert refused.status_code == 422
    assert "Cochez les colonnes à laisser de côté" in text_of(refused)
    page = text_of(answer(controller_client, address, masquees="skip", sans="Service"))
    assert "Ce fichier écrirait 1 valeur" in page
    assert "1 ligne masquée, laissée de côté." in page
    assert "Colonne laissée de côté : « Service »." in page
    assert not ActualRevision.objects.exists()
    assert "1 valeur est écrite" in text_of(confirm(controller_client, address))
    assert [each.fact for each in ActualRevision.objects.all()] == [amount(53)]


@pytest.mark.parametrize("said", [{}, {"feuille": "Mai"}, {"feuille": ""}])
def test_an_answer_that_is_none_is_asked_again(controller_client, contract, said):
    address = send(controller_client, workbook(), "mois.xlsx")
    response = controller_client.post(f"{address}reponses/", said)
    assert response.status_code == 422
    assert "Il manque une réponse." in text_of(response)
    assert ImportJob.objects.get().state == ImportState.LU


def test_validated_values_change_with_one_reason_for_all(controller_client, contract, validated):
    address = send(controller_client, "indicateur;mois;valeur\nR1;2025-01;51\nR1;2025-02;53\nR1;2025-03;55")
    page = text_of(controller_client.get(address))
    assert "Ou un motif pour chaque valeur (2)" in page
    confirm(controller_client, address)
    assert ActualRevision.objects.filter(change__origin=Origin.IMPORT).count() == 0
    assert "Donnez le motif du changement." in text_of(
        controller_client.post(f"{address}reponses/", {"motif": " "})
    )
    answer(controller_client, address, motif="registre relu")
    assert "3 valeurs sont écrites" in text_of(confirm(controller_client, address))
    written = ActualRevision.objects.filter(change__origin=Origin.IMPORT).order_by("month")
    reason = "registre relu (Import du fichier valeurs.csv)"
    assert [each.reason for each in written] == [reason, reason, ""]


def test_validated_values_change_with_a_reason_each(controller_client, contract, validated):
    address = send(controller_client, "indicateur;mois;valeur\nR1;2025-01;51\nR1;2025-02;53")
    page = text_of(answer(controller_client, address, **{"motif-0": "oubli"}))
    assert "Motif de R1, 2025-02" in page
    assert "Motif de R1, 2025-01" not in page
    answer(controller_client, address, **{"motif-0": "doublon"})
    confirm(controller_client, address)
    written = ActualRevision.objects.filter(change__origin=Origin.IMPORT).order_by("month")
    assert [each.reason.split(" (")[0] for each in written] == ["oubli", "doublon"]


def test_the_column_of_reasons_answers_for_its_row(controller_client, contract, validated):
    address = send(controller_client, "indicateur;mois;valeur;Motif\nR1;2025-01;51;oubli\nR1;2025-02;53;")
    assert "Ou un motif pour chaque valeur (1)" in text_of(controller_client.get(address))
    answer(controller_client, address, motif="registre relu")
    confirm(controller_client, address)
    written = ActualRevision.objects.filter(change__origin=Origin.IMPORT).order_by("month")
    assert [each.reason.split(" (")[0] for each in written] == ["oubli", "registre relu"]


def test_a_shell_gives_the_reason_or_is_refused(contract, validated, tmp_path):
    path = tmp_path / "valeurs.csv"
    path.write_text("indicateur;mois;valeur\nR1;2025-01;51")
    err, out = StringIO(), StringIO()
    with pytest.raises(SystemExit):
        call_command("import_actuals", str(path), stderr=err)
    assert "ligne 2, R1 2025-01 : cette valeur est validée" in err.getvalue()
    assert "ligne 2, R1 2025-01 (validé) : 41 → 51" in err.getvalue()
    call_command("import_actuals", str(path), "--reason", "registre relu", stdout=out)
    assert ActualRevision.objects.latest("pk").reason == "registre relu (Import du fichier valeurs.csv)"


def test_a_refusal_beside_a_question_is_shown_and_writes_nothing(controller_client, contract, validated):
    address = send(controller_client, "indicateur;mois;valeur;Service\nR1;2025-01;51;a\nR9;2025-01;1;a")
    page = text_of(controller_client.get(address))
    assert "R9 Indicateur inconnu" in page
    answer(controller_client, address, sans="Service", motif="registre relu")
    assert "Rien n’est écrit de ce fichier" in text_of(confirm(controller_client, address))
    assert ImportJob.objects.get().state == ImportState.REFUSE


def test_what_makes_a_value_doubtful_is_shown_as_the_grid_shows_it(controller_client, contract):
    indicator = contract.indicators.with_definition().get(code="R2")
    for number in range(1, 10):
        enter(indicator, f"2024-{number:02d}", amount(100 + number))
    address = send(controller_client, "indicateur;mois;valeur\nR2;2024-10;9\nR2;2024-11;111")
    page = text_of(controller_client.get(address))
    assert "À vérifier (1)" in page
    assert "2 R2 2024-10 9 9" in page
    report = controller_client.get(f"{address}compte-rendu/").content.decode("utf-8-sig")
    assert ";9;;;;9" in report.splitlines()[1]


def test_an_answer_that_a_session_did_not_outlive_is_kept_for_its_author(
    controller_client, contract, validated
):
    address = send(controller_client, "indicateur;mois;valeur\nR1;2025-01;51")
    page = controller_client.get(address).content.decode()
    mark = page.split('name="brouillon" value="')[1].split('"')[0]
    controller_client.logout()
    controller_client.post(f"{address}reponses/", {"brouillon": mark, "motif": "registre relu"})
    assert KeptPost.objects.count() == 1
    controller_client.force_login(controller_client.user)
    assert 'value="registre relu"' in controller_client.get(address).content.decode()
    answer(controller_client, address, motif="registre relu", brouillon=mark)
    assert not KeptPost.objects.exists()


def test_an_import_that_was_abandoned_takes_no_answer(controller_client, contract, validated):
    address = send(controller_client, "indicateur;mois;valeur\nR1;2025-01;51")
    controller_client.post(f"{address}abandonner/")
    page = text_of(answer(controller_client, address, motif="registre relu"))
    assert "Cet import est abandonné" in page
    assert ImportJob.objects.get().state == ImportState.ABANDONNE


def test_reports_of_before_the_state_was_kept_are_shown(controller_client, contract):
    address = send(controller_client, "indicateur;mois;valeur\nR1;2025-01;51")
    job = ImportJob.objects.get()
    job.report = {
        "new": [[2, "caisse", "R1", "2025-01", "", "51"]], "changed": [], "unchanged": [],
        "refused": [[3, "mois", "x", "Ce n’est pas un mois.", "not_a_month"]], "blank": 0, "plan": "p",
        "contract": contract.pk, "note": "",
    }  # fmt: skip
    job.state = ImportState.REFUSE
    job.save()
    page = text_of(controller_client.get(address))
    assert "2 R1 2025-01 51" in page
    assert "3 mois x Ce n’est pas un mois." in page


@pytest.mark.parametrize("rows", [5, 40])
def test_queries_do_not_grow_with_rows(controller_client, contract, rows, django_assert_num_queries):
    months = [Month(2023, 1).plus(rank) for rank in range(rows // 2)]
    lines = [f"R{code};{month};{rank}" for code in (1, 2) for rank, month in enumerate(months[:30])]
    content = "\n".join(["indicateur;mois;valeur;Service", *lines])
    address = send(controller_client, content)
    with django_assert_num_queries(QUERIES):
        controller_client.post(f"{address}reponses/", {"sans": "Service"})


QUERIES = 24
