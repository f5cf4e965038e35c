"""Role by route: who gets each page, who is refused, and for whom it does not exist."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.rights import Role
from commitments.models import Contract, Origin
from cpg.shared.periods import Quarter
from dashboards.reviews import views as review_pages
from indicators.domain.model import Aggregation
from tests.closing import close_quarter
from tests.factories import (
    assign,
    enter,
    every_year,
    make_action,
    make_body,
    make_contract,
    make_indicator,
    make_user,
    pair,
)
from tests.one_of_each import (
    make_cnav_file,
    make_effect,
    make_import,
    make_resolution,
    make_review,
    make_scenario,
    name_owner,
    record_state,
    with_made,
)
from tests.permissions import PAGES, SETUP, TYPED
from tests.rollback import rolled_back

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("rows_of_module")]

# Asked by those who belong to several bodies; what each sees of it is in tests/network.
COMPARERS = frozenset({Role.CONTROLEUR, Role.DIRECTION, Role.LECTEUR})
SENT = "arretes/2024T4/xlsx/"
OF_SEVERAL_BODIES = {"network": "", "download_network": "valeurs/xlsx/", "download_network_quarter": SENT}
# Asked by anyone, under no body: each has its own tests. The API's addresses have a table of their own.
WITHOUT_BODY = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_authenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_add_webauthn",
    "mfa_remove_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_login_webauthn",
    "security",
    "present",
    "usersessions_list",
    "openid_begin",
    "openid_callback",
    "openid_waiting",
    "openid_confirm",
    "arrivals",
    "decide_arrival",
    "emergency",
    "account",
    "reminders",
    "news",
    "page_by_mail",
    "revoke_token",
    "appearance",
    "throw_draft_away",
    "home",
    "contracts",
    "load_contract",
    "contract_drafts",
    "contract_draft",
    "contract_draft_file",
    "throw_contract_draft_away",
    "contract_draft_image",
    "setup",
    "schema",
    "guide",
    "accessibility",
    "site_map",
    "security_journal",
    "person",
    "person_file",
    "security_journal_file",
}


@pytest.fixture(autouse=True)
def nothing_made(monkeypatch):
    """A document asked for is not made: who may ask is what counts here."""
    monkeypatch.setattr(review_pages, "start_review", lambda job: None)


@pytest.fixture(scope="module")
def contract_of_module(rows_of_module):
    contract = make_contract()
    indicator = make_indicator(contract, targets=every_year("80", "90"))
    # What may have a monthly profile, and what has a base year.
    make_indicator(contract, aggregation=Aggregation.SOMME, unit="ateliers", decimals=0)
    make_indicator(contract, aggregation=Aggregation.EVOLUTION)
    enter(indicator, "2025-01", pair(95, 100))
    action = make_action(contract, years=(2024, 2025, 2026))
    make_effect(action, indicator)
    for year, hands_over in ((2025, True), (2026, False)):
        record_state(action, year, hands_over=hands_over)
    close_quarter(
        contract=contract, quarter=Quarter(2024, 4), expected_version=0, actor=None, origin=Origin.COMMAND
    )
    make_review(contract)
    make_resolution(contract, make_user(Role.LECTEUR, contract.body))
    make_cnav_file(contract, Quarter(2025, 2), "R1;2025-05;;;72,4")
    return contract


@pytest.fixture
def contract(contract_of_module):
    """As stored: nothing that an earlier test kept in memory."""
    return Contract.objects.get(pk=contract_of_module.pk)


def ask(client, contract, page, user=None):
    address = f"/{contract.body.code}/{contract.code}/{page.address}"
    if "{import}" in address:
        sender = user or make_user(Role.CONTROLEUR, contract.body)
        address = address.replace("{import}", str(make_import(contract, sender).pk))
    if "{decision}" in address:
        named = user or make_user(Role.LECTEUR, contract.body)
        if not named.roles_in(contract.body_id):
            named = make_user(Role.LECTEUR, contract.body)
        address = address.replace("{decision}", str(make_resolution(contract, named).number))
    if "{scenario}" in address:
        owner = user or make_user(Role.LECTEUR, contract.body)
        address = address.replace("{scenario}", str(make_scenario(contract, owner).number))
    address = with_made(address, contract)
    return client.get(address) if page.posted is None else client.post(address, dict(page.posted))


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)


def test_every_route_has_its_line():
    routes = {name for name in names(get_resolver().url_patterns) if not name.startswith("api_")}
    assert routes == {page.route for page in (*PAGES, *SETUP)} | set(OF_SEVERAL_BODIES) | WITHOUT_BODY


each_page = pytest.mark.parametrize(
    "page", PAGES, ids=lambda page: f"{page.route}-{'get' if page.posted is None else 'post'}"
)


@each_page
def test_a_role_gets_what_the_table_says(client, contract, page):
    got = {}
    for role in Role:
        with rolled_back():
            user = make_user(role, contract.body)
            assign(user, contract.indicators.get(code="R1"))
            name_owner(contract, user)
            client.force_login(user)
            got[role] = ask(client, contract, page, user).status_code
    assert got == {role: page.status if role in page.allowed else page.refused for role in Role}


@each_page
@pytest.mark.one_database
def test_what_is_of_another_body_does_not_exist(client, contract, page):
    got = {}
    for role in Role:
        with rolled_back():
            user = make_user(role, make_body())
            assign(user, contract.indicators.get(code="R1"))
            client.force_login(user)
            got[role] = ask(client, contract, page, user).status_code
    assert got == dict.fromkeys(Role, 404)


@each_page
@pytest.mark.one_database
def test_who_is_not_signed_in_is_asked_to(client, contract, page):
    response = ask(client, contract, page)
    assert response.status_code == 302
    assert response["Location"].startswith("/connexion/?next=/")


def test_the_setup_of_a_body_is_for_who_administers_it(client, contract):
    """Who administers nothing is told so everywhere; for the administrator of another body it does not exist."""
    make_contract(contract.body, code="cpg-2028-2032", first_year=2028, last_year=2032)
    people = {role: make_user(role, contract.body) for role in Role}
    elsewhere = make_user(Role.ADMINISTRATEUR, make_body())
    for page in SETUP:
        address = f"/mise-en-place/{contract.body.code}/{page.address.format(contract=contract.code)}"
        got = {}
        for person in (*people.values(), elsewhere):
            client.force_login(person)
            with rolled_back():
                posted = dict(page.posted or ())
                answer = client.get(address) if page.posted is None else client.post(address, posted)
            got[person] = answer.status_code
        wanted = {
            each: page.status if role in page.allowed else page.refused for role, each in people.items()
        }
        assert (page.route, got) == (page.route, wanted | {elsewhere: 404})
        client.logout()
        answer = client.get(address) if page.posted is None else client.post(address)
        assert answer["Location"].startswith("/connexion/?next=/")


@pytest.mark.parametrize("route", OF_SEVERAL_BODIES)
@pytest.mark.parametrize("role", Role)
def test_what_is_of_several_bodies_does_not_exist_for_who_has_one(client, contract, role, route):
    address, other = f"/reseau/{contract.code}/{OF_SEVERAL_BODIES[route]}", make_contract(code=contract.code)
    assert client.get(address)["Location"].startswith("/connexion/?next=/")
    user = make_user(role, contract.body)
    client.force_login(user)
    assert client.get(address).status_code == 404
    user.memberships.create(body=other.body, role=role)
    assert client.get(address).status_code == (200 if role in COMPARERS else 404)


def test_a_gestionnaire_is_refused_what_is_not_assigned_and_offered_no_form(client, contract):
    user = make_user(Role.GESTIONNAIRE, contract.body)
    client.force_login(user)
    address = f"/{contract.body.code}/{contract.code}/R1/"
    assert client.get(f"{address}2025-03/").status_code == 403
    assert client.post(f"{address}2025-03/", TYPED).status_code == 403
    assert "2025-03/" not in client.get(address).content.decode()
    assign(user, contract.indicators.get(code="R1"))
    assert "2025-03/" in client.get(address).content.decode()


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "{import}" in page.address], ids=lambda page: page.route
)
def test_an_import_is_there_for_whoever_sent_it_only(client, contract, page):
    sent = make_import(contract, make_user(Role.CONTROLEUR, contract.body))
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    assert (
        ask(client, contract, replace(page, address=page.address.format(**{"import": sent.pk}))).status_code
        == 404
    )


def test_the_first_page_leads_to_the_only_contract_or_asks_which(client, contract):
    user = make_user(Role.DIRECTION, contract.body)
    client.force_login(user)
    assert client.get("/")["Location"] == f"/{contract.body.code}/{contract.code}/"
    other = make_contract()
    stranger = make_contract()
    user.memberships.create(body=other.body, role=Role.LECTEUR)
    chosen = client.get("/").content.decode()
    assert f"/{contract.body.code}/" in chosen
    assert f"/{other.body.code}/" in chosen
    assert f"/{stranger.body.code}/" not in chosen


@pytest.mark.parametrize("page", [page for page in PAGES if not page.posted], ids=lambda page: page.route)
@pytest.mark.one_database
def test_the_navigation_says_at_most_one_place_where_one_is(client, contract, page):
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    response = ask(client, contract, page)
    if not response.get("Content-Type", "").startswith("text/html"):
        return
    navigation = response.content.decode().partition("Navigation principale")[2].partition("</nav>")[0]
    assert navigation.count("aria-current") <= 1
