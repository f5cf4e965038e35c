"""The passport of an indicator: what is written, what is left to complete, who completes it, what was known when."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine

from accounts.rights import Role
from commitments.ledger.refusals import Refusal
from commitments.models import Change, Origin
from cpg.shared.periods import Quarter
from dashboards.documents.blocks import Heading, Lead, Table
from dashboards.documents.passports import passports_document
from dashboards.passport import views
from indicators.loading import load_contract
from indicators.models import DefinitionRevision, Indicator, PendingRecompute
from indicators.passports import KEYS, LONGEST_TEXT, RUBRICS, Passport, passports_at
from indicators.recording import complete_passport, decide_weights
from tests.api.asking import Program
from tests.closing import close_quarter
from tests.factories import assign, every_year, make_body, make_contract, make_indicator, make_user
from tests.indicators.small_contract import small_contract
from tests.pages import text_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
QUERIES = 15
WRITTEN = {"source": "SNGC, requête 12", "methode": "Dossiers notifiés dans le mois"}


@pytest.fixture
def indicator():
    return make_indicator(targets=every_year("80", "90"))


def complete(indicator, version=1, reason="réponse du service", actor=None, **texts):
    return complete_passport(
        indicator=indicator, texts=texts or WRITTEN, reason=reason, expected_version=version,
        actor=actor, origin=Origin.FORM,
    )  # fmt: skip


def address(indicator, rest=""):
    return f"/{indicator.contract.body.code}/{indicator.contract.code}/{indicator.code}/passeport/{rest}"


def sent(version=1, **texts):
    return {"version": str(version), "motif": "réponse du service"} | texts


def test_what_nobody_wrote_is_left_to_complete_and_counted(client, indicator):
    client.force_login(make_user(Role.LECTEUR, indicator.contract.body))
    text = text_of(client.get(address(indicator)))
    assert "7 rubriques sur 7 à compléter" in text
    assert text.count("à compléter ") >= len(RUBRICS)
    complete(indicator)
    text = text_of(client.get(address(indicator)))
    assert "5 rubriques sur 7 à compléter" in text
    assert "Système source SNGC, requête 12" in text
    assert "Limites connues à compléter" in text
    complete(indicator, 2, **dict.fromkeys(KEYS, "dit"))
    assert "Les 7 rubriques sont renseignées" in text_of(client.get(address(indicator)))


def test_one_rubric_is_counted_in_the_singular():
    assert Passport(dict.fromkeys(KEYS - {"source"}, "dit")).finding == "1 rubrique sur 7 à compléter"


def test_what_the_contract_fixes_is_beside_what_was_written(client, indicator):
    client.force_login(make_user(Role.LECTEUR, indicator.contract.body))
    text = text_of(client.get(address(indicator)))
    for trait in ("Unité %", "Numérateur cas traités à temps", "Fréquence mensuel", "Premier exercice 2023"):
        assert trait in text, trait
    assert "Cibles, version « initiale »" in text


@pytest.mark.parametrize("role", list(Role))
def test_the_controller_completes_it_and_all_the_others_see_it(client, indicator, role):
    user = make_user(role, indicator.contract.body)
    assign(user, indicator)
    client.force_login(user)
    is_controller = role is Role.CONTROLEUR
    assert ("Compléter le passeport" in client.get(address(indicator)).text) is is_controller
    answer = client.post(address(indicator), sent(source="SNGC"))
    assert answer.status_code == (302 if is_controller else 403)
    assert passports_at([indicator.pk])[indicator.pk].texts == ({"source": "SNGC"} if is_controller else {})


def test_somebody_of_another_body_finds_no_passport(client, indicator):
    client.force_login(make_user(Role.CONTROLEUR, make_body()))
    assert client.get(address(indicator)).status_code == 404
    assert client.post(address(indicator), sent(source="SNGC")).status_code == 404
    assert client.get(address(indicator, "pdf/")).status_code == 404


def test_completing_is_an_act_with_its_reason_that_changes_no_figure(client, indicator):
    user = make_user(Role.CONTROLEUR, indicator.contract.body, username="dominique")
    client.force_login(user)
    PendingRecompute.objects.all().delete()
    client.post(address(indicator), sent(source="SNGC\r\nrequête 12", limites="  "))
    revision = DefinitionRevision.objects.get(version=2)
    assert revision.passport == {"source": "SNGC\nrequête 12"}
    assert (revision.change.actor, revision.change.verb, revision.reason) == (
        user,
        "define",
        "réponse du service",
    )
    assert not PendingRecompute.objects.exists()
    client.post(address(indicator), sent(2, source="SNGC, requête 13"))
    text = text_of(client.get(address(indicator)))
    assert (
        "Passeport, système source : SNGC requête 12 → SNGC, requête 13 . Motif : « réponse du service »"
        in text
    )
    assert [each.passport for each in DefinitionRevision.objects.order_by("version")][1] == revision.passport
    journal = text_of(client.get(address(indicator).replace("passeport/", "")))
    assert "Passeport, système source" in journal


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"motif": ""}, "Donnez le motif."),
        ({"source": "x" * (LONGEST_TEXT + 1)}, "2000 caractères au plus"),
        ({"version": "un"}, "Cet envoi ne se lit pas"),
        ({"source": ""}, "ne change rien"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(client, indicator, given, said):
    client.force_login(make_user(Role.CONTROLEUR, indicator.contract.body))
    answer = client.post(address(indicator), sent(source="SNGC") | given)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert given.get("source", "SNGC") in answer.text
    assert DefinitionRevision.objects.count() == 1


def test_the_second_of_two_people_sees_what_the_first_wrote_and_keeps_their_text(client, indicator):
    client.force_login(make_user(Role.CONTROLEUR, indicator.contract.body))
    complete(indicator, source="l’un")
    answer = client.post(address(indicator), sent(1, source="l’autre"))
    assert answer.status_code == 409
    assert "a changé entre-temps" in text_of(answer)
    assert "Système source l’un" in text_of(answer)
    assert "l’autre</textarea>" in answer.text
    assert 'name="version" value="2"' in answer.text
    assert DefinitionRevision.objects.count() == 2


@pytest.mark.parametrize(
    ("texts", "code"), [({"inconnue": "x"}, "unknown_rubric"), ({"source": "x" * 2001}, "text_too_long")]
)
def test_a_passport_holds_its_seven_rubrics_and_nothing_else(indicator, texts, code):
    with pytest.raises(Refusal) as refused:
        complete(indicator, **texts)
    assert refused.value.code == code


def test_a_past_day_shows_the_passport_of_then(client, indicator):
    complete(indicator, source="avant")
    with time_machine.travel("2025-11-05T10:00:00+01:00"):
        client.force_login(make_user(Role.CONTROLEUR, indicator.contract.body))
        complete(indicator, 2, source="après")
        then = text_of(client.get(address(indicator, "?au=2025-10-20")))
        assert "Système source avant" in then
        assert "après" not in then
        assert "Tel qu’on le connaissait à la fin du 20/10/2025" in then
        assert "Compléter le passeport" not in then
        assert "7 rubriques sur 7 à compléter" in text_of(client.get(address(indicator, "?au=2025-10-19")))
        assert "Système source après" in text_of(client.get(address(indicator, "?au=demain")))


def test_a_weight_that_was_decided_is_in_the_history_and_in_force_from_its_day_on(client, indicator):
    with time_machine.travel("2025-10-21T10:00:00+02:00"):
        decide_weights(
            contract=indicator.contract, effective_from=date(2025, 10, 1), weights={"R1": Decimal(2)},
            reason="note de la direction", actor=None, origin=Origin.FORM,
        )  # fmt: skip
        client.force_login(make_user(Role.LECTEUR, indicator.contract.body))
        text = text_of(client.get(address(indicator)))
        assert "Poids 2" in text
        assert "Motif : « note de la direction »" in text
        then = text_of(client.get(address(indicator, "?au=2025-10-20")))
        assert "Poids non fixé" in then
        assert "note de la direction" not in then


@pytest.mark.parametrize("revisions", [0, 5])
def test_the_page_takes_as_many_queries_whatever_its_history(
    client, indicator, revisions, django_assert_num_queries
):
    client.force_login(make_user(Role.CONTROLEUR, indicator.contract.body))
    for number in range(revisions):
        complete(indicator, number + 1, source=f"version {number}")
    with django_assert_num_queries(QUERIES):
        assert client.get(address(indicator)).status_code == 200


def texts_in(document: Any) -> str:
    words = []
    for block in document.blocks:
        match block:
            case Table(lines=lines):
                words += [part for line in lines for cell in line for part in (cell.text, cell.detail)]
            case _:
                words.append(block.text)
    return text_in(" ".join(words))


def test_the_pdf_says_the_same(client, indicator, monkeypatch):
    complete(indicator)
    made = []

    def keep(document):
        made.append(document)
        return b"%PDF-"

    monkeypatch.setattr(views, "pdf_bytes", keep)
    client.force_login(make_user(Role.LECTEUR, indicator.contract.body))
    answer = client.get(address(indicator, "pdf/"))
    assert (answer["Content-Type"], answer.content) == ("application/pdf", b"%PDF-")
    text = texts_in(made[0])
    for said in (
        "5 rubriques sur 7 à compléter", "Système source SNGC, requête 12", "Limites connues À compléter",
        "Passeport, système source", "réponse du service", "Numérateur cas traités à temps",
    ):  # fmt: skip
        assert said in text, said


def test_the_pdf_is_made(client, indicator):
    client.force_login(make_user(Role.LECTEUR, indicator.contract.body))
    assert client.get(address(indicator, "pdf/")).content.startswith(b"%PDF-")
    quarter = f"/{indicator.contract.body.code}/{indicator.contract.code}/arretes/2025T2/passeports/"
    assert client.get(quarter).content.startswith(b"%PDF-")


def test_the_passports_of_a_quarter_are_those_of_its_closing(indicator):
    other = make_indicator(indicator.contract)
    complete(indicator, source="au moment de clore")
    quarter = Quarter(2025, 2)
    close_quarter(
        contract=indicator.contract, quarter=quarter, expected_version=0, actor=None, origin=Origin.FORM
    )
    complete(indicator, 2, source="plus tard")
    closed = passports_document(indicator.contract, quarter)
    assert "au moment de clore" in texts_in(closed)
    assert "plus tard" not in texts_in(closed)
    assert any(
        "13 rubriques sur 14 à compléter" in each.text for each in closed.blocks if isinstance(each, Lead)
    )
    names = [each.text for each in closed.blocks if isinstance(each, Heading) and each.level == 2]
    assert [name.split(".")[0] for name in names] == [indicator.code, other.code]
    assert "plus tard" in texts_in(passports_document(indicator.contract, Quarter(2025, 3)))


@pytest.mark.parametrize("count", [1, 10])
def test_the_passports_of_a_quarter_take_as_many_queries_for_ten_indicators(
    contract, count, django_assert_num_queries
):
    for _ in range(count):
        make_indicator(contract)
    close_quarter(
        contract=contract, quarter=Quarter(2025, 2), expected_version=0, actor=None, origin=Origin.FORM
    )
    with django_assert_num_queries(6):
        passports_document(contract, Quarter(2025, 2))


def test_the_api_gives_the_passport_with_what_is_to_complete(indicator):
    complete(indicator)
    program = Program(make_user(Role.LECTEUR, indicator.contract.body))
    (row,) = program.get("indicators/").json()["results"]
    assert (
        row["passport"]
        == dict.fromkeys(("definition", "precision", "limites", "controles", "responsable")) | WRITTEN
    )
    assert row["passport_to_complete"] == 5
    place = f"indicators/{indicator.contract.body.code}/{indicator.contract.code}/{indicator.code}/"
    assert program.get(place).json() == row


def test_the_api_lists_passports_in_one_query_more_or_less_indicators(
    contract, django_assert_max_num_queries
):
    for _ in range(10):
        make_indicator(contract)
    program = Program(make_user(Role.LECTEUR, contract.body))
    with django_assert_max_num_queries(6):
        assert len(program.get("indicators/").json()["results"]) == 10


def with_passport(**texts):
    data = small_contract()
    data["indicateurs"][0]["passeport"] = texts
    return data


def loaded(code="R1"):
    indicator = Indicator.objects.get(code=code)
    return passports_at([indicator.pk])[indicator.pk].texts


def test_a_file_gives_the_rubrics_that_its_contract_says():
    load_contract(with_passport(source="SNGC", limites="hors mutations"))
    assert loaded() == {"source": "SNGC", "limites": "hors mutations"}
    assert loaded("R2") == {}
    before = Change.objects.count()
    load_contract(with_passport(source="SNGC", limites="hors mutations"))
    assert Change.objects.count() == before


def test_a_corrected_file_keeps_what_was_completed_in_the_application():
    load_contract(with_passport(source="SNGC", limites="hors mutations"))
    indicator = Indicator.objects.with_definition().get(code="R1")
    complete(indicator, 1, source="SNGC, requête 12", limites="hors mutations", controles="relu")
    again = with_passport(source="SNGC", limites="hors fonds de réserve")
    for _ in range(2):
        load_contract(again)
        assert loaded() == {
            "source": "SNGC, requête 12", "limites": "hors fonds de réserve", "controles": "relu",
        }  # fmt: skip
    assert DefinitionRevision.objects.filter(indicator=indicator).count() == 3


def test_the_contract_of_the_first_user_invents_nothing():
    (file,) = Path("fixtures").glob("*.json")
    for indicator in json.loads(file.read_text("utf-8"))["indicateurs"]:
        assert not indicator.get("passeport")


def test_two_contracts_have_passports_of_their_own(indicator):
    other = make_indicator(make_contract())
    complete(indicator)
    assert passports_at([other.pk])[other.pk].texts == {}
    assert passports_at([indicator.pk], 0)[indicator.pk].texts == {}
