"""The commentaries of a month: read by everyone, written by the controller, told when a figure has changed since."""

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from accounts.rights import Role
from commitments.ledger.refusals import Refusal
from commitments.models import Origin
from cpg.shared.periods import Month
from dashboards.commentary.acts import write_commentary
from dashboards.commentary.entries import EntryState
from dashboards.commentary.numbers import plain
from dashboards.commentary.subjects import of_indicator
from dashboards.models.commentary import CommentaryRevision
from indicators.recording import put
from tests.commentary.commented import SEPTEMBER, TODAY, make_commented, of
from tests.factories import amount, every_year, make_contract, make_indicator, make_user
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows_of_module")]


@pytest.fixture(scope="module")
def contract(rows_of_module):
    with time_machine.travel(TODAY):
        return make_commented()


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def controller(contract):
    return make_user(Role.CONTROLEUR, contract.body, username="camille")


@pytest.fixture
def writer(client, controller):
    client.force_login(controller)
    return client


@pytest.fixture
def base(contract):
    return f"{contract.get_absolute_url()}commentaires/"


@pytest.fixture
def address(base):
    return f"{base}2025-09/R1/"


def save(client, address, text, version=0, suite="enregistrer"):
    return client.post(address, {"text": text, "version": str(version), "suite": suite})


def test_the_list_proposes_a_text_for_the_contract_its_theme_and_its_indicators(writer, base, contract):
    text = text_of(writer.get(base))
    assert "Aucun commentaire n’est encore rédigé à fin septembre 2025" in text
    assert "Il s’améliore depuis fin juin 2025, où il était à 91,00 %" in text
    assert plain(of(contract, "contrat").text).startswith(
        "Un objectif sur deux est atteint à fin septembre 2025 ; un indicateur ne tient pas le seuil. "
        "Le score du contrat est de 50,00 % (2 mesurés sur 2 dus), inchangé depuis fin juin 2025."
    )
    assert of(contract, "theme-1").text.count("du thème") == 1
    told = plain(of(contract, "R1").text)
    assert "l’indicateur atteint son objectif à date : 95,00 % pour 90 %, soit 5 pt de plus." in told


def test_each_figure_leads_to_its_lineage(writer, base, contract):
    html = writer.get(base).content.decode()
    page = f"{contract.get_absolute_url()}R1/"
    assert f'<a href="{page}?mois=2025-09#pq">95,00\u00a0%</a>' in html
    assert f'<a href="{page}?mois=2025-06#pq">91,00\u00a0%</a>' in html


def test_the_end_of_the_last_quarter_is_shown_and_any_month_may_be(writer, base):
    assert "à fin juin 2025" in text_of(writer.get(f"{base}?mois=2025-06"))
    assert writer.get(f"{base}?mois=2026-06").status_code == 404


def test_a_text_is_written_shown_on_the_page_of_the_indicator_and_reviewed_once_a_figure_changed(
    writer, controller, address, base, contract
):
    text = "Le service tient 95,00 % depuis la rentrée. Il vise 99,3 % en décembre."
    assert save(writer, address, text).status_code == 302
    assert of(contract, "R1").state is EntryState.WRITTEN
    page = f"{contract.get_absolute_url()}R1/?mois=2025-09"
    assert text in text_of(writer.get(page))
    assert "1 chiffre que rien ne porte : 99,3" in text_of(writer.get(address))

    put(
        indicator=contract.indicators.get(code="R1"),
        month=SEPTEMBER,
        fact=amount(93),
        expected_version=1,
        actor=controller,
        origin=Origin.FORM,
        reason="erreur de report",
    )
    assert of(contract, "R1").state is EntryState.TO_REVIEW
    html = writer.get(address).content.decode()
    assert "<mark>Le service tient 95,00\u00a0% depuis la rentrée.</mark> Il vise" in html
    assert "la valeur : 95,00 % à l’écriture, 93,00 % aujourd’hui" in text_of(writer.get(base))
    assert "Un commentaire est à revoir" in text_of(writer.get(base))
    assert "Garder mon texte" in html
    assert save(writer, address, text, 1).status_code == 302
    assert of(contract, "R1").state is EntryState.WRITTEN
    assert save(writer, address, "", 2, "proposition").status_code == 302
    assert of(contract, "R1").state is EntryState.PROPOSED
    assert [each.version for each in CommentaryRevision.objects.order_by("version")] == [1, 2, 3]


def test_who_saves_a_figure_that_changed_meanwhile_is_told(client, writer, controller, contract, address):
    assert "95,00" in text_of(writer.get(address))
    put(
        indicator=contract.indicators.get(code="R1"), month=SEPTEMBER, fact=amount(93), expected_version=1,
        actor=controller, origin=Origin.FORM, reason="erreur de report",
    )  # fmt: skip
    sent = {"text": "Le service tient 95,00 % depuis la rentrée.", "version": "0", "suite": "enregistrer"}
    assert "aucune page ne dit 95,00. Relisez-le." in text_of(client.post(address, sent, follow=True))
    shown = text_of(client.get(address))
    assert "Il s’accorde" not in shown
    assert "d’autres chiffres ne sont d’aucune page" in shown
    right = {"text": "Le service tient 93,00 %.", "version": "1", "suite": "enregistrer"}
    assert "aucune page ne dit" not in text_of(client.post(address, right, follow=True))
    assert "Il s’accorde avec les chiffres d’aujourd’hui" in text_of(client.get(address))


def test_what_is_checked_is_not_recorded(writer, address):
    text = text_of(save(writer, address, "Il reste 42 dossiers, à 95 %.", suite="verifier"))
    assert "2 chiffres que rien ne porte : 42 et 95" in text
    assert "Il n’est pas encore enregistré." in text
    assert not CommentaryRevision.objects.exists()


def test_who_wrote_on_an_older_version_keeps_their_text(writer, address):
    save(writer, address, "Premier texte.")
    answer = save(writer, address, "Autre texte.", 0)
    assert answer.status_code == 409
    assert "Quelqu’un a écrit ce commentaire entre-temps" in text_of(answer)
    assert "Autre texte." in answer.content.decode()
    assert CommentaryRevision.objects.count() == 1


def test_the_next_one_follows_and_the_filter_shows_one_state(writer, address, base):
    following = save(writer, address, "Texte.", suite="suivant")
    assert following["Location"] == f"{base}2025-09/R2/"
    shown = text_of(writer.get(f"{base}?etat=redige"))
    assert "Texte." in shown
    assert "R2 proposé" not in shown


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_nothing_empty_and_nothing_too_long_is_recorded(writer, address, text):
    assert save(writer, address, text).status_code == 422
    assert not CommentaryRevision.objects.exists()


def test_a_subject_or_a_month_that_is_not_of_the_contract_is_not_found(writer, base):
    for wrong in ("2025-09/R9/", "2022-09/R1/", "2025-13/R1/", "2025-12/R1/"):
        assert writer.get(f"{base}{wrong}").status_code == 404


def test_only_the_controller_writes(contract, client, address):
    reader = make_user(Role.LECTEUR, contract.body)
    client.force_login(reader)
    assert client.get(address).status_code == 403
    with pytest.raises(Refusal):
        write_as(contract, reader)


def write_as(contract, actor, **changed):
    subject = of_indicator(contract.indicators.with_definition().get(code="R1"))
    common = {"month": SEPTEMBER, "text": "Texte.", "figures": {}, "expected_version": 0} | changed
    return write_commentary(contract=contract, subject=subject, actor=actor, origin=Origin.FORM, **common)


def test_a_month_outside_the_contract_and_the_same_text_again_are_refused(contract, controller):
    with pytest.raises(Refusal, match="n’est pas un mois du contrat"):
        write_as(contract, controller, month=Month(2040, 1))
    write_as(contract, controller)
    with pytest.raises(Refusal, match="déjà enregistré"):
        write_as(contract, controller, expected_version=1)


def test_the_database_refuses_a_text_of_another_contract_a_version_out_of_turn_and_rewriting(
    contract, controller
):
    row = write_as(contract, controller)
    other = make_contract(code="autre")
    insert = (
        "INSERT INTO dashboards_commentaryrevision (contract_id, indicator_id, subject, month, version, change_id,"
        " text, figures) VALUES (%s, %s, 'R1', '2025-09-01', %s, %s, 'x', '{}')"
    )
    of_other = other.changes.get().pk
    for wrong in (
        (contract.pk, row.indicator_id, 2, of_other),
        (other.pk, row.indicator_id, 1, of_other),
        (contract.pk, row.indicator_id, 3, row.change_id),
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(insert, wrong)
    for rewriting in ("UPDATE {} SET text = 'autre'", "DELETE FROM {}"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(rewriting.format("dashboards_commentaryrevision"))


def test_as_many_queries_whatever_the_number_of_indicators(
    writer, contract, base, address, django_assert_num_queries
):
    writer.get(base)
    with django_assert_num_queries(14):
        writer.get(base)
    make_indicator(contract, code="R3", targets=every_year("80", "90"))
    with django_assert_num_queries(14):
        writer.get(base)
    with django_assert_num_queries(15):
        writer.get(address)
