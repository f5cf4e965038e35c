"""Role by address: who gets each answer of the API, who is refused, and for whom it does not exist."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.rights import Role, Scope
from commitments.models import Action, Contract, Interpretation, Origin
from commitments.recording import Naming, name_owners
from cpg.shared.periods import Quarter
from indicators.recompute import recompute_series
from tests.api.asking import V1, Program
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
from tests.one_of_each import make_effect, make_resolution
from tests.rollback import rolled_back

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("rows_of_module")]

EVERYONE = frozenset(Role)
WRITERS = frozenset({Role.GESTIONNAIRE, Role.CONTROLEUR})
DECIDERS = frozenset({Role.CONTROLEUR, Role.DIRECTION})
# What a person may do and no token for them.
NO_TOKEN: frozenset[Role] = frozenset()
PAIR = {"numerator": "96", "denominator": "100"}


@dataclass(frozen=True)
class Address:
    """`path` has {body} and {contract} in it where it names them. A collection gives an empty list to a stranger."""

    route: str
    path: str
    method: str = "get"
    allowed: frozenset[Role] = EVERYONE
    status: int = 200
    is_collection: bool = False


PLACE = "{body}/{contract}/"
OF_ROWS = {"api_actual_history", "api_follow_up_history", "api_rollups", "api_causes", "api_quarter"}
TABLE = [
    Address("api_me", "me/", is_collection=True),
    Address("api_bodies", "bodies/", is_collection=True),
    Address("api_body", "bodies/{body}/"),
    Address("api_contracts", "contracts/", is_collection=True),
    Address("api_contract", f"contracts/{PLACE}"),
    Address("api_fiches", "fiches/", is_collection=True),
    Address("api_fiche", f"fiches/{PLACE}1/"),
    Address("api_engagements", "engagements/", is_collection=True),
    Address("api_engagement", f"engagements/{PLACE}F1-E1/"),
    Address("api_actions", "actions/", is_collection=True),
    Address("api_action", f"actions/{PLACE}F1-E1A1/"),
    Address("api_follow_ups", "follow-ups/", is_collection=True),
    Address("api_follow_up", f"follow-ups/{PLACE}F1-E1A1/2025/"),
    Address("api_follow_up", f"follow-ups/{PLACE}F1-E1A1/2025/", "put", WRITERS, status=201),
    Address("api_follow_up_history", f"follow-ups/{PLACE}F1-E1A1/2025/history/"),
    Address("api_interpretations", "interpretations/", is_collection=True),
    Address("api_indicators", "indicators/", is_collection=True),
    Address("api_indicator", f"indicators/{PLACE}R1/"),
    Address("api_targets", "targets/", is_collection=True),
    Address("api_actuals", "actuals/", is_collection=True),
    Address("api_actuals", "actuals/", "post", WRITERS),
    Address("api_actual", f"actuals/{PLACE}R1/2025-03/"),
    Address("api_actual", f"actuals/{PLACE}R1/2025-04/", "put", WRITERS, status=201),
    Address("api_actual_history", f"actuals/{PLACE}R1/2025-03/history/"),
    Address("api_submissions", "submissions/", "post", WRITERS),
    Address("api_withdrawals", "withdrawals/", "post", WRITERS, status=422),
    Address("api_validations", "validations/", "post", NO_TOKEN),
    Address("api_returns", "returns/", "post", NO_TOKEN),
    Address("api_neutralisations", "neutralisations/", is_collection=True),
    Address("api_neutralisations", "neutralisations/", "post", NO_TOKEN),
    Address("api_attainments", "attainments/", is_collection=True),
    Address("api_attainment", f"attainments/{PLACE}R1/2025-03/"),
    Address("api_effects", "action-effects/", is_collection=True),
    Address("api_effect", f"action-effects/{PLACE}F1-E1A1/R1/"),
    Address("api_rollups", f"roll-ups/{PLACE}2025-03/"),
    Address("api_causes", f"score-causes/{PLACE}2025-03/"),
    Address("api_resolutions", "committee-decisions/", is_collection=True),
    Address("api_resolutions", "committee-decisions/", "post", DECIDERS, status=201),
    Address("api_resolution", f"committee-decisions/{PLACE}1/"),
    Address("api_resolution", f"committee-decisions/{PLACE}1/", "post", DECIDERS),
    Address("api_closings", "quarter-exports/", is_collection=True),
    Address("api_quarter", f"quarter-exports/{PLACE}2025T1/"),
    Address("api_frozen_export", f"quarter-exports/{PLACE}2025T1/versions/1/xlsx/"),
]
# The same rows in CSV, each at its own address.
TABLE += [
    replace(each, route=f"{each.route}_csv", path=f"{each.path.removesuffix('/')}.csv")
    for each in TABLE
    if each.method == "get" and (each.is_collection or each.route in OF_ROWS) and each.route != "api_me"
]
# Asked by anyone, or by anyone who is signed in: tested on their own.
WITHOUT_BODY = {"api_schema", "api_docs", "api_problems", "api_unknown"}


def named(address: Address) -> str:
    return f"{address.method}-{address.route}"


@pytest.fixture(scope="module")
def contract_of_module(rows_of_module: None) -> Any:
    """A contract with one of everything, and its first quarter closed."""
    contract = make_contract()
    action = make_action(contract, years=(2025,))
    Interpretation.objects.create(
        contract=contract, position=1, subjects=["R1"], title="R1", reading_a="a", retained="a"
    )
    indicator = make_indicator(contract, targets=every_year("80", "90"))
    enter(indicator, "2025-03", pair(95, 100))
    enter(indicator, "2025-06", pair(95, 100))
    recompute_series(indicator.pk)
    make_effect(action, indicator)
    make_resolution(contract, make_user(Role.LECTEUR, contract.body))
    close_quarter(
        contract=contract, quarter=Quarter(2025, 1), expected_version=0, actor=None, origin=Origin.COMMAND
    )
    return contract


@pytest.fixture
def contract(contract_of_module: Contract) -> Contract:
    """As stored: nothing that an earlier test kept in memory."""
    return Contract.objects.get(pk=contract_of_module.pk)


def ask(program: Program, contract: Any, address: Address) -> Any:
    path = address.path.format(body=contract.body.code, contract=contract.code)
    match address.method:
        case "put":
            promised = {"declared": "en_cours", "forecast": "2025-11-30"}
            return program.put(path, promised if address.route == "api_follow_up" else PAIR, version=0)
        case "post":
            entry = {
                "organisme": contract.body.code,
                "indicator": "R1",
                "month": "2025-05",
                "expected_version": 0,
            }
            moved = {"entries": [entry | {"month": "2025-06", "expected_version": 1}]}
            bodies: dict[str, Any] = {
                "api_resolution": {"step": "faite", "expected_version": 1},
                "api_resolutions": taking(contract),
                "api_actuals": {"entries": [entry | PAIR]},
                "api_neutralisations": {
                    "entries": [entry],
                    "decision": "neutraliser",
                    "reason": "incident",
                },
                "api_returns": moved | {"reason": "à revoir"},
            }
            return program.post(path, bodies.get(address.route, moved))
        case _:
            return program.get(path)


def taking(contract: Any) -> dict[str, str]:
    named = contract.body.memberships.first().user.username
    days = {"taken_on": "2025-09-16", "due": "2025-10-31"}
    text = {"text": "Ouvrir des ateliers", "owner": named}
    return {"organisme": contract.body.code, "contract": contract.code, **days, **text}


def person(role: Role, body: Any, contract: Any) -> Any:
    user = make_user(role, body)
    assign(user, contract.indicators.get())
    if role is Role.GESTIONNAIRE and body == contract.body:
        action = Action.objects.get(engagement__fiche__contract=contract)
        naming = Naming(action, owner=user, deputy=None)
        name_owners(contract=contract, namings=[naming], actor=None, origin=Origin.COMMAND)
    return user


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


def test_every_address_has_its_line() -> None:
    addresses = {name for name in names(get_resolver().url_patterns) if name.startswith("api_")}
    assert addresses == {address.route for address in TABLE} | WITHOUT_BODY


@pytest.mark.parametrize("address", TABLE, ids=named)
def test_each_role_gets_the_status_of_the_table(contract: Any, address: Address) -> None:
    got = {}
    for role in Role:
        with rolled_back():
            got[role] = ask(Program(person(role, contract.body, contract)), contract, address).status_code
    assert got == {role: address.status if role in address.allowed else 403 for role in Role}


@pytest.mark.parametrize("address", TABLE, ids=named)
@pytest.mark.one_database
def test_what_is_of_another_body_does_not_exist(contract: Any, address: Address) -> None:
    hidden = {200} if address.is_collection else {404, 422}
    for role in Role:
        with rolled_back():
            answer = ask(Program(person(role, make_body(), contract)), contract, address)
        assert answer.status_code in hidden, role
        assert contract.body.code not in answer.content.decode().replace('"text":"' + contract.body.code, "")


@pytest.mark.parametrize("address", TABLE, ids=named)
@pytest.mark.one_database
def test_a_token_for_another_body_of_its_owner_opens_nothing_here(contract: Any, address: Address) -> None:
    user = person(Role.CONTROLEUR, contract.body, contract)
    other = make_body()
    user.memberships.create(body=other, role=Role.CONTROLEUR)
    program = Program(user, bodies=[other])
    answer = ask(program, contract, address)
    assert answer.status_code in ({200} if address.is_collection else {404, 422})
    assert contract.body.code not in answer.content.decode().replace('"text":"' + contract.body.code, "")


@pytest.mark.parametrize("address", [each for each in TABLE if each.method != "get"], ids=named)
@pytest.mark.one_database
def test_a_token_to_read_writes_nothing(contract: Any, address: Address) -> None:
    program = Program(person(Role.CONTROLEUR, contract.body, contract), Scope.LECTURE)
    assert ask(program, contract, address).status_code == 403


@pytest.mark.parametrize("address", TABLE, ids=named)
@pytest.mark.one_database
def test_nobody_gets_nothing(contract: Any, address: Address) -> None:
    path = address.path.format(body=contract.body.code, contract=contract.code)
    for headers in ({}, {"authorization": "Bearer cpg_inconnu"}, {"authorization": "Bearer"}):
        answer = getattr(Client(headers=headers), address.method)(V1 + path)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == 'Bearer realm="api"'
        assert answer["Content-Type"] == "application/problem+json"
