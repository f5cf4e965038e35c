"""Months submitted by a program, validated and returned by a person, by the pages' own rules."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.rights import Role
from commitments.ledger.state import State
from commitments.models import Change, Origin
from cpg.shared.periods import Month
from indicators.models import MonthlyActual
from indicators.recording import lock
from tests.api.asking import V1, Program
from tests.factories import assign, enter, every_year, make_contract, make_indicator, make_user, pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]


@pytest.fixture
def contract() -> Any:
    contract = make_contract()
    indicator = make_indicator(contract, targets=every_year("80", "90"))
    for month in ("2025-01", "2025-02"):
        enter(indicator, month, pair(95, 100), comment="stable")
    return contract


@pytest.fixture
def manager(contract: Any) -> Any:
    user = make_user(Role.GESTIONNAIRE, contract.body)
    assign(user, contract.indicators.get())
    return user


def entry(contract: Any, month: str = "2025-01", version: int = 1, code: str = "R1") -> dict[str, Any]:
    return {"organisme": contract.body.code, "indicator": code, "month": month, "expected_version": version}


def states() -> list[str]:
    return [
        each.current.state
        for each in MonthlyActual.objects.select_related("current").order_by("indicator", "month")
    ]


def person(contract: Any, role: Role = Role.CONTROLEUR) -> Client:
    client = Client()
    client.force_login(make_user(role, contract.body))
    return client


def send(client: Client, path: str, **body: Any) -> Any:
    return client.post(V1 + path, json.dumps(body), content_type="application/json")


def test_a_token_submits_many_in_one_act_and_gets_the_versions(contract: Any, manager: Any) -> None:
    answer = Program(manager).post("submissions/", {"entries": [entry(contract), entry(contract, "2025-02")]})
    assert answer.status_code == 200, answer.content
    assert (answer.json()["moved"], [each["version"] for each in answer.json()["entries"]]) == (2, [2, 2])
    assert states() == [State.SOUMIS, State.SOUMIS]
    assert Change.objects.filter(origin=Origin.API, verb="submit").count() == 1


@pytest.mark.parametrize("path", ["validations/", "returns/"])
def test_no_token_validates_or_returns_whoever_owns_it(contract: Any, path: str) -> None:
    reason = {"reason": "à revoir"} if path == "returns/" else {}
    controller = make_user(Role.CONTROLEUR, contract.body)
    answer = Program(controller).post(path, {"entries": [entry(contract)], **reason})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert states() == [State.SAISI, State.SAISI]


def test_a_person_validates_and_returns_with_a_reason(contract: Any, manager: Any) -> None:
    Program(manager).post("submissions/", {"entries": [entry(contract), entry(contract, "2025-02")]})
    client = person(contract)
    validated = send(client, "validations/", entries=[entry(contract, version=2)])
    assert (validated.status_code, validated.json()["moved"]) == (200, 1)
    again = send(client, "validations/", entries=[entry(contract, version=3)])
    assert (again.json()["moved"], again.json()["unchanged"], again.json()["entries"][0]["version"]) == (
        0,
        1,
        3,
    )
    silent = send(client, "returns/", entries=[entry(contract, "2025-02", 2)], reason=" ")
    assert (silent.status_code, silent.json()["code"]) == (422, "reason_missing")
    send(client, "returns/", entries=[entry(contract, "2025-02", 2)], reason="à vérifier")
    assert states() == [State.VALIDE, State.RETOURNE]


def test_one_refusal_undoes_all_and_each_is_pointed_at(contract: Any, manager: Any) -> None:
    lock(contract=contract, months=[Month(2025, 2)], actor=None, origin=Origin.COMMAND)
    entries = [entry(contract), entry(contract, "2025-02"), entry(contract, "2025-03", 7)]
    answer = Program(manager).post("submissions/", {"entries": entries})
    assert (answer.status_code, answer.json()["code"]) == (422, "refused")
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [
        ("/entries/1", "closed"),
        ("/entries/2/expected_version", "stale_version"),
    ]
    stale = Program(manager).post("submissions/", {"entries": [entry(contract, version=0)]})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert states() == [State.SAISI, State.SAISI]


def test_months_of_two_contracts_are_all_or_none(contract: Any) -> None:
    other = make_contract()
    enter(make_indicator(other), "2025-01", pair(1, 2))
    user = make_user(Role.GESTIONNAIRE, contract.body, other.body)
    assign(user, contract.indicators.get())
    program = Program(user)
    entries = [entry(other), entry(contract)]
    refused = program.post("submissions/", {"entries": entries})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (403, "/entries/0")
    assert states() == [State.SAISI] * 3
    assign(user, other.indicators.get())
    answer = program.post("submissions/", {"entries": entries})
    assert [each["organisme"] for each in answer.json()["entries"]] == [other.body.code, contract.body.code]
    assert states() == [State.SOUMIS, State.SAISI, State.SOUMIS]


@pytest.mark.parametrize(
    ("wrong", "status", "pointer"),
    [
        ({"organisme": "ailleurs"}, 422, "/entries/0/organisme"),
        ({"indicator": "R9"}, 422, "/entries/0/indicator"),
        ({"month": "2031-01"}, 422, "/entries/0/month"),
        ({"month": "2025-13"}, 400, "/entries/0/month"),
        ({"expected_version": -1}, 400, "/entries/0/expected_version"),
        ({"state": "valide"}, 400, "/entries/0/state"),
    ],
)
def test_what_names_nothing_is_refused(
    contract: Any, manager: Any, wrong: dict[str, Any], status: int, pointer: str
) -> None:
    answer = Program(manager).post("submissions/", {"entries": [entry(contract) | wrong]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (status, pointer)
    assert states() == [State.SAISI, State.SAISI]


def test_own_entries_are_refused_as_on_the_page(contract: Any) -> None:
    controller = make_user(Role.CONTROLEUR, contract.body)
    client = Client()
    client.force_login(controller)
    enter(contract.indicators.get(), "2025-05", pair(95, 100), actor=controller)
    answer = send(client, "validations/", entries=[entry(contract, "2025-05")])
    assert (answer.status_code, answer.json()["code"]) == (422, "own_entry")


def test_a_token_takes_back_and_answers_a_return(contract: Any, manager: Any) -> None:
    program = Program(manager)
    program.post("submissions/", {"entries": [entry(contract)]})
    taken = program.post("withdrawals/", {"entries": [entry(contract, version=2)]})
    assert (taken.status_code, taken.json()["moved"], states()[0]) == (200, 1, State.SAISI)
    program.post("submissions/", {"entries": [entry(contract, version=3)]})
    send(person(contract), "returns/", entries=[entry(contract, version=4)], reason="à vérifier")
    silent = program.post("submissions/", {"entries": [entry(contract, version=5)]})
    assert (silent.status_code, silent.json()["code"]) == (422, "return_unanswered")
    answered = program.post("submissions/", {"entries": [entry(contract, version=5) | {"answer": "exact"}]})
    assert (answered.status_code, states()[0]) == (200, State.SOUMIS)
    history = program.get(f"actuals/{contract.body.code}/{contract.code}/R1/2025-01/history/").json()[
        "results"
    ]
    assert sorted(each["answer"] for each in history if each["answer"]) == ["exact"]


def test_what_may_not_go_is_refused_to_programs_too(contract: Any, manager: Any) -> None:
    indicator = contract.indicators.with_definition().get()
    enter(indicator, "2025-03", pair(95, 100))
    enter(indicator, "2025-10", pair(94, 100))
    months = [("2025-03", 1), ("2025-10", 1)]
    answer = Program(manager).post("submissions/", {"entries": [entry(contract, *each) for each in months]})
    assert {each["code"] for each in answer.json()["errors"]} >= {"not_over"}
    assert answer.status_code == 422
