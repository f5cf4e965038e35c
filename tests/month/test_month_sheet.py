"""One month of all the indicators that a person enters, with all its fields."""

import pytest

from accounts.rights import Role
from indicators.models import MonthlyActual
from tests.factories import assign, enter, every_year, make_indicator, make_user, pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
QUERIES = 12
TYPED = {
    "kind": "valeur",
    "numerator": "96",
    "denominator": "100",
    "comment": "RAS",
    "appreciation": "",
    "feuille": "1",
}


@pytest.fixture
def manager(contract, client):
    user = make_user(Role.GESTIONNAIRE, contract.body)
    for _ in range(2):
        assign(user, make_indicator(contract, targets=every_year("80", "90")))
    client.force_login(user)
    return user


def sheet(contract, month="2025-09"):
    return f"/{contract.body.code}/{contract.code}/saisie/mois/{month}/"


def test_each_of_my_indicators_has_its_own_form_and_ids_are_said_once(client, contract, manager):
    make_indicator(contract)
    page = client.get(sheet(contract)).content.decode()
    assert page.count('name="numerator"') == 2
    assert 'id="R1_numerator"' in page
    assert 'id="R2_numerator"' in page
    assert 'id="R3"' not in page


def test_what_is_sent_is_taken_by_the_months_page_and_leads_back(client, contract, manager):
    where = f"/{contract.body.code}/{contract.code}/R2/2025-09/"
    response = client.post(where, TYPED | {"version": "0"})
    assert response["Location"] == f"{sheet(contract)}#R2"
    assert MonthlyActual.objects.get().current.fact == pair(96, 100)
    refused = client.post(where, TYPED | {"version": "1", "numerator": "x"})
    assert refused.status_code == 422
    assert 'name="feuille" value="1"' in refused.content.decode()


def test_ones_own_draft_is_changed_without_a_reason_and_anothers_with_one(client, contract, manager):
    first, second = contract.indicators.order_by("position")
    first, second = (type(each).objects.all().with_definition().get(pk=each.pk) for each in (first, second))
    enter(first, "2025-09", pair(95, 100), actor=manager)
    enter(second, "2025-09", pair(95, 100), actor=make_user(Role.CONTROLEUR, contract.body))
    page = client.get(sheet(contract)).content.decode()
    assert 'id="R1_reason"' not in page
    assert 'id="R2_reason"' in page
    for code, status in (("R1", 302), ("R2", 422)):
        where = f"/{contract.body.code}/{contract.code}/{code}/2025-09/"
        assert client.post(where, TYPED | {"version": "1"}).status_code == status


def test_a_month_to_come_says_why_it_has_no_form(client, contract, manager):
    page = client.get(sheet(contract, "2025-12")).content.decode()
    assert 'name="numerator"' not in page
    assert page.count("Ce mois n’a pas commencé") == 2


def test_the_number_of_queries_does_not_grow(client, contract, manager, django_assert_num_queries):
    with django_assert_num_queries(QUERIES):
        client.get(sheet(contract))
    for _ in range(3):
        assign(manager, make_indicator(contract, targets=every_year("80", "90")))
    with django_assert_num_queries(QUERIES):
        client.get(sheet(contract))
