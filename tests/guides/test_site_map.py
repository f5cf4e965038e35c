"""The map of the site: it leads to all that the person may open in a contract, and to nothing that is refused."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.rights import Role
from tests.factories import assign, every_year, make_contract, make_indicator, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows_of_module")]


@pytest.fixture(scope="module")
def contract_of_module(rows_of_module):
    contract = make_contract()
    make_indicator(contract, targets=every_year("80", "90"))
    return contract


def links(html: str) -> list[str]:
    """Addresses that the content of a page leads to."""
    return re.findall(
        r'href="(/[^"#]*)', html.split('<main id="contenu">')[1].split("</main>", maxsplit=1)[0]
    )


@pytest.mark.parametrize("role", list(Role))
def test_each_link_opens_for_whoever_reads_the_map(contract_of_module, role):
    user = make_user(role, contract_of_module.body)
    if role is Role.GESTIONNAIRE:
        assign(user, contract_of_module.indicators.get())
    client = Client()
    client.force_login(user)
    html = client.get(f"{contract_of_module.get_absolute_url()}plan/").content.decode()
    assert [address for address in links(html) if client.get(address).status_code != 200] == []
    assert ("validation/" in html) is (role is Role.CONTROLEUR)
    assert f"{contract_of_module.get_absolute_url()}R1/" in links(html)


def test_the_map_takes_as_many_queries_whatever_the_contract_holds(
    contract_of_module, django_assert_num_queries, client
):
    client.force_login(make_user(Role.LECTEUR, contract_of_module.body))
    for _ in range(2):
        make_indicator(contract_of_module)
        with django_assert_num_queries(6):
            client.get(f"{contract_of_module.get_absolute_url()}plan/")


def test_whoever_is_not_signed_in_is_led_to_the_pages_that_anybody_may_read(client, contract_of_module):
    html = client.get(reverse("site_map")).content.decode()
    assert links(html) == ["/connexion/", "/connexion/", "/aide/", "/accessibilite/"]
    assert contract_of_module.body.name not in html


def test_the_map_outside_contracts_names_those_that_the_person_may_see(client, contract_of_module):
    other = make_contract()
    other_map = reverse("contract_map", args=[other.body.code, other.code])
    client.force_login(make_user(Role.LECTEUR, contract_of_module.body))
    listed = links(client.get(reverse("site_map")).content.decode())
    assert f"{contract_of_module.get_absolute_url()}plan/" in listed
    assert other_map not in listed


def test_every_page_leads_to_the_map_from_the_same_place(client, contract_of_module):
    client.force_login(make_user(Role.LECTEUR, contract_of_module.body))
    for address, map_of_it in (
        (contract_of_module.get_absolute_url(), f"{contract_of_module.get_absolute_url()}plan/"),
        (reverse("guide"), reverse("site_map")),
    ):
        footer = client.get(address).content.decode().split('class="liens-pied"')[1]
        assert f'href="{map_of_it}">Plan du site' in footer
