"""Who sees what of what is owed: the board, the list of one person, and their queries."""

import re

import pytest
import time_machine
from django.core.cache import caches

from accounts.models import User
from accounts.rights import Role
from tests.factories import (
    assign,
    make_action,
    make_contract,
    make_indicator,
    make_user,
)
from tests.one_of_each import make_resolution
from tests.owed.owing import address, entered, filled, person, returned, submitted
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
BOARD_QUERIES, OWN_QUERIES = 23, 21
# Of a page that is kept, and of one that an act makes anew with its count.
KEPT_QUERIES, MADE_QUERIES = 9, 38


def test_the_board_names_everybody_with_what_they_owe_and_why(client, contract, indicator, controller):
    assign(person(contract), indicator)
    assign(person(contract, "alex"), indicator, is_deputy=True)
    returned(indicator)
    assign(User.objects.get(username="camille"), filled(contract))
    filled(contract)
    page = text_of(client.get(address(contract)))
    assert "Trois choses sont dues par une personne, dont deux valeurs en retard" in page
    assert "Indicateur 1, septembre 2025 R1 : renvoyé le 12/10/2025, « périmètre à revoir »" in page
    assert "Indicateur 2, septembre 2025 R2 : attendue le 10/10/2025, en retard depuis 2 j" in page
    assert "suppléance : alex" in page
    assert "Sans responsable" in page
    assert "à attribuer" in page
    assert page.index("camille") < page.index("Sans responsable")


def test_filters_keep_a_kind_and_a_person(client, contract, indicator, controller):
    other = filled(contract)
    assign(person(contract), indicator)
    assign(person(contract, "alex"), other)
    returned(indicator)

    def lines(rest):
        page = text_of(client.get(address(contract, rest)))
        return [code for code in ("R1", "R2") if f"septembre 2025 {code}" in page]

    assert lines("") == ["R1", "R2"]
    assert lines("?filtre=renvois") == ["R1"]
    assert lines("?personne=alex") == ["R2"]
    assert lines("?filtre=renvois&personne=alex") == []
    assert lines("?filtre=autre&personne=personne") == ["R1", "R2"]


def test_a_late_decision_is_owed_by_whoever_is_named_and_counts_in_the_navigation(
    client, contract, controller, clock
):
    owner = person(contract, role=Role.DIRECTION)
    make_resolution(contract, owner, "Ouvrir deux ateliers")
    assert shown_count(client, contract) == 0
    clock.move_to("2025-11-10T10:00:00+01:00")
    client.force_login(controller)
    assert shown_count(client, contract) == 1
    response = client.get(address(contract, "?filtre=decisions"))
    words = "Ouvrir deux ateliers Décision 1 du comité du 16/09/2025 : à faire pour le 31/10/2025, en retard"
    assert words in text_of(response)
    assert f'href="/{contract.body.code}/{contract.code}/comite/decisions/1/"' in response.content.decode()


def test_direction_reads_and_reminds_nobody(client, contract, indicator):
    assign(person(contract), indicator)
    client.force_login(make_user(Role.DIRECTION, contract.body))
    response = client.get(address(contract))
    assert "Indicateur 1, septembre 2025 R1" in text_of(response)
    assert "Relancer" not in text_of(response)
    # What they may not write leads to the page that they may read.
    assert f'href="{indicator.get_absolute_url()}"' in response.content.decode()
    assert "/saisie/" not in response.content.decode()


def test_who_enters_arrives_at_their_own_list_and_sees_nobody_elses(client, contract, indicator):
    user = person(contract)
    assign(user, indicator)
    assign(person(contract, "alex"), filled(contract))
    returned(indicator)
    client.force_login(user)
    response = client.get("/", follow=True)
    assert response.redirect_chain[0][0] == address(contract)
    page = text_of(response)
    assert "Une chose à faire : une renvoyée" in page
    assert "« périmètre à revoir »" in page
    assert f'href="/{contract.body.code}/{contract.code}/R1/2025-09/"' in response.content.decode()
    assert "R2" not in page
    assert "alex" not in page


def test_each_late_value_leads_to_its_cell(client, contract, indicator):
    user = person(contract)
    assign(user, indicator)
    client.force_login(user)
    html = client.get(address(contract)).content.decode()
    assert f'href="/{contract.body.code}/{contract.code}/saisie/?annee=2025&amp;mois=9#R1-2025-09"' in html


def test_the_own_list_ends_with_what_comes_next_and_what_one_stands_in_for(client, contract, indicator):
    user = person(contract)
    assign(user, indicator)
    assign(person(contract, "alex"), (other := filled(contract)))
    assign(user, other, is_deputy=True)
    client.force_login(user)
    entered(indicator)
    page = text_of(client.get(address(contract)))
    assert "Rien de ce qui vous revient n’est en retard" in page
    assert "1 mois saisi, pas encore soumis" in page
    assert "Indicateur 2, septembre 2025 R2" in page
    assert "suppléance de alex" in page
    with time_machine.travel("2025-11-03T10:00:00+01:00"):
        client.force_login(user)
        assert "Indicateur 1, octobre 2025" in text_of(client.get(address(contract)))


def test_with_nothing_to_do_it_says_so(client, contract, indicator):
    user = person(contract)
    client.force_login(user)
    assert "Rien ne vous est attribué ici" in text_of(client.get(address(contract)))
    assign(user, indicator)
    submitted(indicator)
    assert "Vous n’avez rien à faire : tout ce qui était attendu" in text_of(client.get(address(contract)))


def test_of_a_contract_to_come_nothing_is_said_to_be_done(client):
    contract = make_contract(first_year=2026)
    assign(user := person(contract), make_indicator(contract, first_year=2026))
    for each, words in ((user, "attendu"), (person(contract, "dominique", Role.CONTROLEUR), "dû")):
        client.force_login(each)
        page = text_of(client.get(address(contract)))
        assert f"Rien n’est encore {words} : le contrat commence en janvier 2026" in page
        assert "rien à faire" not in page


@pytest.mark.parametrize(
    ("role", "queries"), [(Role.CONTROLEUR, BOARD_QUERIES), (Role.GESTIONNAIRE, OWN_QUERIES)]
)
@pytest.mark.parametrize("count", [1, 4])
def test_the_page_takes_as_many_queries_for_many_as_for_one(
    client, contract, role, queries, count, django_assert_num_queries
):
    user = person(contract, role=role)
    for rank in range(count):
        returned(each := filled(contract))
        assign(user, each)
        late = filled(contract)
        assign(person(contract, f"suppléant-{rank}"), late, is_deputy=True)
        entered(doubtful := filled(contract), 1, "")
        assign(user, doubtful)
        make_action(contract, code=f"E1A{rank + 1}", years=(2025,), owner=user)
    client.force_login(user)
    with django_assert_num_queries(queries):
        client.get(address(contract))


def shown_count(client, contract):
    html = client.get(f"/{contract.body.code}/{contract.code}/completude/").content.decode()
    found = re.search(r"Qui doit quoi <b>\((\d+)<", html)
    return int(found[1]) if found else None


def test_the_navigation_counts_what_is_owed_again_after_each_act_and_each_day(
    client, contract, indicator, controller, clock, django_assert_num_queries
):
    assign(person(contract), indicator)
    assert shown_count(client, contract) == 1
    with django_assert_num_queries(KEPT_QUERIES):
        assert shown_count(client, contract) == 1
    entered(indicator)
    with django_assert_num_queries(MADE_QUERIES):
        assert shown_count(client, contract) == 0
    clock.move_to("2025-11-11T10:00:00+01:00")
    client.force_login(controller)
    assert shown_count(client, contract) == 1


def test_the_board_counts_once_for_itself_and_the_navigation(client, contract, indicator, controller):
    client.get(address(contract))
    contract.refresh_from_db()
    assert caches["pages"].get(f"owed/{contract.pk}/{contract.sequence}/10/2025-10-12/now") == 1


def test_who_reminds_nobody_sees_no_count(client, contract, indicator):
    client.force_login(make_user(Role.DIRECTION, contract.body))
    assert shown_count(client, contract) is None
