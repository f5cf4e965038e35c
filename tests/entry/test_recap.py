"""The recap of a submission: what it ticks, what it keeps back and why, what is typed there, and taking back."""

import re

import pytest

from accounts.rights import Role
from commitments.ledger.state import State
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.models import ActualRevision
from indicators.recording import MonthStep, return_, submit, validate
from tests.entry.asking import address, stored
from tests.factories import assign, enter, every_year, make_indicator, make_user, pair
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
QUERIES = 13


def recap(contract, rest=""):
    return f"{address(contract)}soumettre/{rest}"


def ticked(html):
    return re.findall(r'name="mois" value="([^"]+)" checked', html)


def row(html, key):
    return html.split(f'id="{key}"')[1].split("</li>")[0]


@pytest.fixture
def indicator(contract):
    return make_indicator(contract, targets=every_year("80", "90"))


@pytest.fixture
def drafts(contract, indicator, manager, controller, client):
    """May is usual, June doubtful, July doubtful with a comment, August returned, October not over; and of 2024."""
    for number in range(9, 13):
        enter(indicator, f"2024-{number:02}", pair(80 + number, 100), actor=manager)
    for number in range(1, 6):
        enter(indicator, f"2025-{number:02}", pair(90 + number, 100), actor=manager)
    enter(indicator, "2025-06", pair(0, 100), actor=manager)
    enter(indicator, "2025-07", pair(1, 100), actor=manager, comment="panne de l’outil")
    enter(indicator, "2025-08", pair(94, 100), actor=manager)
    enter(indicator, "2025-10", pair(95, 100), actor=manager)
    for month in (1, 2, 3, 4, 8):
        act(submit, indicator, manager, month, 1)
    act(return_, indicator, controller, 8, 2, reason="dénominateur à vérifier")
    client.force_login(manager)


def act(verb, indicator, actor, month, version, answer="", **more):
    steps = [MonthStep(indicator, Month(2025, month), version, answer)]
    verb(contract=indicator.contract, steps=steps, actor=actor, origin=Origin.FORM, **more)


def test_what_is_ready_is_ticked_and_nothing_else(client, contract, indicator, drafts):
    html = client.get(recap(contract, "?annee=2025")).content.decode()
    assert ticked(html) == ["R1/2025-05/1", "R1/2025-07/1"]
    assert "Zéro" in row(html, "R1-2025-06")
    assert 'name="commentaire/R1/2025-06"' in row(html, "R1-2025-06")
    assert "dénominateur à vérifier" in row(html, "R1-2025-08")
    assert 'name="reponse/R1/2025-08"' in row(html, "R1-2025-08")
    assert 'name="mois"' not in row(html, "R1-2025-10")
    assert "01/11/2025" in row(html, "R1-2025-10")
    assert "f-alerte" in row(html, "R1-2025-07"), "a doubt that was explained is still a doubt"
    assert f'{address(contract)}?annee=2025&amp;mois=6#R1-2025-06"' in row(html, "R1-2025-06")


def test_what_the_grid_ticked_is_what_is_ticked(client, contract, indicator, manager, drafts):
    other = make_indicator(contract, targets=every_year("80", "90"))
    assign(manager, other)
    enter(other, "2025-05", pair(95, 100), actor=manager)
    html = client.get(recap(contract, "?annee=2025&indicateur=R2")).content.decode()
    assert ticked(html) == ["R2/2025-05/1"]
    assert "R1-2025-05" in html
    assert "2024 (4 mois)" in text_of(client.get(recap(contract)))


def test_what_is_typed_there_goes_with_it(client, contract, indicator, drafts):
    keys = ["R1/2025-05/1", "R1/2025-06/1", "R1/2025-08/3"]
    answer = client.post(
        recap(contract),
        {
            "mois": keys,
            "montre": keys,
            "commentaire/R1/2025-06": "aucun dossier",
            "reponse/R1/2025-08": "vérifié : exact",
        },
    )
    assert answer.status_code == 302, text_of(answer)
    assert stored(indicator, "2025-06").comment == "aucun dossier"
    assert stored(indicator, "2025-08").answer == "vérifié : exact"
    assert {stored(indicator, f"2025-{month:02}").state for month in (5, 6, 8)} == {State.SOUMIS}
    assert stored(indicator, "2025-07").state == State.SAISI


def test_all_or_none_and_refusals_lead_to_their_rows_with_what_was_typed(client, contract, indicator, drafts):
    keys = ["R1/2025-05/1", "R1/2025-06/1", "R1/2025-08/3", "R1/2025-10/1"]
    answer = client.post(recap(contract), {"mois": keys, "montre": keys, "reponse/R1/2025-08": "exact"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Rien n’est soumis ni retiré." in html
    assert re.findall(r'<li><a href="#(R1-2025-\d\d)"', html) == ["R1-2025-06", "R1-2025-10"]
    assert ">exact</textarea>" in html
    assert ticked(html) == keys[:3]
    assert stored(indicator, "2025-05").state == State.SAISI


def test_a_comment_is_kept_even_if_nothing_goes(client, contract, indicator, drafts):
    answer = client.post(
        recap(contract),
        {"mois": [], "montre": ["R1/2025-06/1"], "commentaire/R1/2025-06": "aucun dossier"},
    )
    assert answer.status_code == 422
    assert "Les commentaires sont enregistrés. Cochez au moins un mois." in text_of(answer)
    assert stored(indicator, "2025-06").comment == "aucun dossier"


def test_an_answer_beside_a_month_that_does_not_go_is_not_lost(client, contract, indicator, drafts):
    answer = client.post(
        recap(contract),
        {
            "mois": ["R1/2025-05/1"],
            "montre": ["R1/2025-05/1", "R1/2025-08/3"],
            "reponse/R1/2025-08": "exact",
        },
    )
    assert answer.status_code == 422
    assert ">exact</textarea>" in answer.content.decode()
    assert "sans soumettre ce mois" in text_of(answer)
    assert stored(indicator, "2025-05").state == State.SAISI


@pytest.mark.parametrize("text", ["R9/2025-05/1", "R1/2025-05", "R1/2025-13/1", "R1/2025-05/un"])
def test_what_cannot_be_read_submits_nothing(client, contract, indicator, drafts, text):
    answer = client.post(recap(contract), {"mois": [text]})
    assert (answer.status_code, "ne se lit pas" in text_of(answer)) == (422, True)


def test_what_somebody_wrote_meanwhile_is_refused(client, contract, indicator, drafts):
    answer = client.post(recap(contract), {"mois": ["R1/2025-05/7"], "montre": ["R1/2025-05/7"]})
    assert answer.status_code == 409


def test_submissions_are_taken_back_from_the_same_page(client, contract, indicator, controller, drafts):
    html = client.get(recap(contract)).content.decode()
    assert re.findall(r'value="(R1/2025-\d\d/2)"', html) == [
        f"R1/2025-{number:02}/2" for number in range(1, 5)
    ]
    act(validate, indicator, controller, 1, 2)
    both = {"mois": ["R1/2025-01/2", "R1/2025-02/2"]}
    refused = client.post(f"{address(contract)}retirer/", both)
    assert refused.status_code == 409
    assert stored(indicator, "2025-02").state == State.SOUMIS
    assert client.post(f"{address(contract)}retirer/", {"mois": ["R1/2025-02/2"]}).status_code == 302
    assert stored(indicator, "2025-02").state == State.SAISI
    assert "Une soumission retirée" in text_of(client.get(recap(contract)))
    assert client.post(f"{address(contract)}retirer/", {}).status_code == 422


def test_who_validates_does_not_take_back_what_others_submitted(
    client, contract, indicator, controller, drafts
):
    client.force_login(controller)
    assert "Soumis, pas encore décidé" not in text_of(client.get(recap(contract)))


def test_only_what_is_assigned_is_there(client, contract, indicator, drafts):
    client.force_login(make_user(Role.GESTIONNAIRE, contract.body))
    page = client.get(recap(contract))
    assert (page.status_code, "Rien n’est à soumettre" in text_of(page)) == (200, True)


@pytest.mark.parametrize("indicators", [1, 4])
def test_the_recap_takes_as_many_queries_for_many_months_as_for_one(
    client, contract, manager, indicators, django_assert_num_queries
):
    client.force_login(manager)
    for _ in range(indicators):
        other = make_indicator(contract, targets=every_year("80", "90"))
        assign(manager, other)
        for number in range(1, 1 + 2 * indicators):
            enter(other, f"2025-{number:02}", pair(90 + number, 100), actor=manager)
    with django_assert_num_queries(QUERIES):
        client.get(recap(contract))
    assert ActualRevision.objects.count() == 2 * indicators * indicators


def test_a_month_is_taken_back_and_answered_from_its_own_page(
    client, contract, indicator, controller, drafts
):
    page = f"/{contract.body.code}/{contract.code}/R1/2025-01/"
    assert "Retirer la soumission" in text_of(client.get(page))
    assert client.post(f"{page}retirer/", {"version": "2"}).status_code == 302
    assert stored(indicator, "2025-01").state == State.SAISI
    again = client.post(f"{page}retirer/", {"version": "3"})
    assert (again.status_code, "n’attend pas de validation" in text_of(again)) == (422, True)
    page = f"/{contract.body.code}/{contract.code}/R1/2025-08/"
    assert "Réponse au motif du renvoi" in text_of(client.get(page))
    silent = client.post(f"{page}soumettre/", {"version": "3", "reponse": " "})
    assert (silent.status_code, "répondez à ce motif" in text_of(silent)) == (422, True)
    stale = client.post(f"{page}soumettre/", {"version": "2", "reponse": "exact"})
    assert (stale.status_code, ">exact</textarea>" in stale.content.decode()) == (409, True)
    assert client.post(f"{page}soumettre/", {"version": "3", "reponse": "exact"}).status_code == 302
    assert stored(indicator, "2025-08").answer == "exact"


def test_the_form_is_taken_as_the_page_wrote_it(client, contract, indicator, drafts):
    """With every hidden field of the page, those of other rooms too."""
    html = client.get(recap(contract)).content.decode()
    form = html.split('id="recapitulatif"')[1].split("</form>")[0]
    sent: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        sent.setdefault(name, []).append(value)
    sent |= {name: [""] for name in re.findall(r'<textarea[^>]* name="([^"]+)"', form)}
    answer = client.post(recap(contract), sent | {"mois": ticked(html)})
    assert answer.status_code == 302, text_of(answer)
    assert stored(indicator, "2025-05").state == State.SOUMIS
