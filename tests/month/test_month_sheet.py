"""One month of all the indicators that a person enters, with all its fields."""

import pytest

from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Quarter
from indicators.models import MonthlyActual
from tests.closing import close_quarter
from tests.factories import assign, enter, every_year, make_indicator, make_user, pair
from tests.pages import text_of
from tests.support.forms import forms_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
QUERIES = 12
CAUSE = "une cause connue du seul service"


@pytest.fixture
def manager(contract, client):
    user = make_user(Role.GESTIONNAIRE, contract.body)
    for _ in range(2):
        assign(user, make_indicator(contract, targets=every_year("80", "90")))
    client.force_login(user)
    return user


def sheet(contract, month="2025-09"):
    return f"/{contract.body.code}/{contract.code}/saisie/mois/{month}/"


def shown(client, contract):
    """The form of the page as it is shown."""
    (form,) = [
        each for each in forms_of(client.get(sheet(contract)).content.decode(), sheet(contract)) if each.label
    ]
    return {name: text for name, text in form.values() if name}


def figures(code, numerator, denominator="100", **texts):
    typed = {"numerator": numerator, "denominator": denominator} | texts
    return {f"{code}-{name}": text for name, text in typed.items()}


def fact(code):
    found = MonthlyActual.objects.select_related("current").filter(indicator__code=code).first()
    return found.current.fact if found else None


def test_each_of_my_indicators_is_in_the_one_form(client, contract, manager):
    make_indicator(contract)
    page = client.get(sheet(contract)).content.decode()
    assert page.count("Enregistrer septembre 2025") == 1
    assert 'name="R1-numerator"' in page
    assert 'name="R2-numerator"' in page
    assert 'id="R3"' not in page


def test_what_was_typed_is_written_and_nothing_else(client, contract, manager):
    response = client.post(sheet(contract), shown(client, contract) | figures("R2", "96", comment=CAUSE))
    assert response["Location"] == sheet(contract)
    assert fact("R2") == pair(96, 100)
    assert fact("R1") is None
    assert MonthlyActual.objects.get().current.comment == CAUSE
    assert "Indicateur 2 est enregistré." in text_of(client.get(sheet(contract)))


def test_one_refusal_loses_nothing_of_the_others(client, contract, manager):
    typed = figures("R1", "x", comment=CAUSE) | figures("R2", "96", comment="RAS")
    response = client.post(sheet(contract), shown(client, contract) | typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="x"' in page
    assert CAUSE in page
    assert '<a href="#R1">' in page
    assert '<a href="#R2">' not in page
    assert fact("R1") is None
    assert fact("R2") == pair(96, 100)


def test_the_refused_one_is_saved_once_it_is_right(client, contract, manager):
    typed = figures("R1", "x", comment=CAUSE) | figures("R2", "96")
    page = client.post(sheet(contract), shown(client, contract) | typed).content.decode()
    (form,) = [each for each in forms_of(page, sheet(contract)) if each.label]
    again = {name: text for name, text in form.values() if name} | {"R1-numerator": "95"}
    assert client.post(sheet(contract), again).status_code == 302
    assert fact("R1") == pair(95, 100)
    assert MonthlyActual.objects.get(indicator__code="R2").current.version == 1


def test_somebody_else_wrote_in_between(client, contract, manager):
    first = contract.indicators.with_definition().get(code="R1")
    typed = shown(client, contract) | figures("R1", "96", comment=CAUSE) | figures("R2", "90")
    enter(first, "2025-09", pair(80, 100), actor=make_user(Role.CONTROLEUR, contract.body))
    response = client.post(sheet(contract), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Une autre personne a enregistré" in text_of(response)
    assert CAUSE in page
    assert 'name="R1-reason"' in page
    assert (fact("R1"), fact("R2")) == (pair(80, 100), pair(90, 100))
    (form,) = [each for each in forms_of(page, sheet(contract)) if each.label]
    again = {name: text for name, text in form.values() if name} | {"R1-reason": "la mienne"}
    client.post(sheet(contract), again)
    assert fact("R1") == pair(96, 100)


def test_an_untouched_row_is_left_although_somebody_else_wrote(client, contract, manager):
    first = contract.indicators.with_definition().get(code="R1")
    typed = shown(client, contract) | figures("R2", "90")
    enter(first, "2025-09", pair(80, 100), actor=make_user(Role.CONTROLEUR, contract.body))
    assert client.post(sheet(contract), typed).status_code == 302
    assert fact("R1") == pair(80, 100)


def test_a_month_that_closed_meanwhile_keeps_what_was_typed(client, contract, manager):
    typed = shown(client, contract) | figures("R1", "96", comment=CAUSE)
    close_quarter(
        contract=contract, quarter=Quarter(2025, 3), expected_version=0, actor=None, origin=Origin.COMMAND
    )
    response = client.post(sheet(contract), typed)
    assert response.status_code == 422
    assert CAUSE in response.content.decode()
    assert "clos" in text_of(response)
    assert fact("R1") is None


def test_nothing_typed_is_nothing_saved(client, contract, manager):
    client.post(sheet(contract), shown(client, contract))
    assert "rien à enregistrer" in text_of(client.get(sheet(contract)))
    assert not MonthlyActual.objects.exists()


def test_ones_own_draft_is_changed_without_a_reason_and_anothers_with_one(client, contract, manager):
    first, second = (contract.indicators.with_definition().get(code=code) for code in ("R1", "R2"))
    enter(first, "2025-09", pair(95, 100), actor=manager)
    enter(second, "2025-09", pair(95, 100), actor=make_user(Role.CONTROLEUR, contract.body))
    sent = shown(client, contract)
    assert "R1-reason" not in sent
    assert "R2-reason" in sent
    assert client.post(sheet(contract), sent | figures("R1", "96") | figures("R2", "96")).status_code == 422
    assert (fact("R1"), fact("R2")) == (pair(96, 100), pair(95, 100))


def test_a_month_to_come_says_why_it_has_no_form(client, contract, manager):
    page = client.get(sheet(contract, "2025-12")).content.decode()
    assert "numerator" not in page
    assert "Enregistrer" not in page
    assert page.count("Ce mois n’a pas commencé") == 2


def test_the_number_of_queries_does_not_grow(client, contract, manager, django_assert_num_queries):
    with django_assert_num_queries(QUERIES):
        client.get(sheet(contract))
    for _ in range(3):
        assign(manager, make_indicator(contract, targets=every_year("80", "90")))
    with django_assert_num_queries(QUERIES):
        client.get(sheet(contract))
