"""Periods neutralised and lifted through the API: the pages' verb, in one act, and what a program reads of it."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.rights import Role, Scope
from commitments.models import Change, Origin
from cpg.shared.periods import Month
from indicators.models import NeutralisationRevision, PendingRecompute
from indicators.recording import lock
from tests.api.asking import V1, Program
from tests.factories import every_year, make_contract, make_indicator, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
PATH = "neutralisations/"


@pytest.fixture
def contract() -> Any:
    contract = make_contract()
    for _ in range(2):
        make_indicator(contract, targets=every_year("80", "90"))
    return contract


@pytest.fixture
def person(contract: Any) -> Client:
    client = Client()
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    return client


def entry(contract: Any, code: str, month: str, version: int = 0) -> dict[str, Any]:
    return {"organisme": contract.body.code, "indicator": code, "month": month, "expected_version": version}


def four(contract: Any, version: int = 0) -> list[dict[str, Any]]:
    return [
        entry(contract, code, month, version) for code in ("R1", "R2") for month in ("2025-03", "2025-04")
    ]


def send(person: Client, entries: list[dict[str, Any]], **more: Any) -> Any:
    body = {"entries": entries, "decision": "neutraliser", "reason": "incident national"} | more
    return person.post(V1 + PATH, json.dumps(body), content_type="application/json")


def test_many_periods_are_one_act_that_a_program_reads(contract: Any, person: Client) -> None:
    answer = send(person, four(contract))
    assert answer.status_code == 200, answer.content
    assert (answer.json()["moved"], {each["version"] for each in answer.json()["entries"]}) == (4, {1})
    act = Change.objects.get(verb="neutralise")
    assert (act.origin, act.reason, act.neutralisations.count()) == (Origin.API, "incident national", 4)
    assert PendingRecompute.objects.count() == 2
    part = send(person, [entry(contract, "R1", "2025-04", 1)], decision="lever", reason="revu")
    assert part.status_code == 200, part.content
    program = Program(make_user(Role.LECTEUR, contract.body), Scope.LECTURE)
    rows = program.get(f"{PATH}?neutralised=true&act={act.sequence}").json()["results"]
    assert [(row["indicator"], row["month"]) for row in rows] == [
        ("R1", "2025-03"),
        ("R2", "2025-03"),
        ("R2", "2025-04"),
    ]
    (lifted,) = program.get(f"{PATH}?neutralised=false").json()["results"]
    assert (lifted["version"], lifted["reason"], lifted["act"]) == (2, "revu", act.sequence + 1)
    assert len(program.get(f"{PATH}?since=2025-04").json()["results"]) == 2
    assert program.get("neutralisations.csv").content.decode().count("incident national") == 3


def test_what_was_decided_is_read_as_it_was_known(
    contract: Any, person: Client, in_october_2025: Any
) -> None:
    send(person, [entry(contract, "R1", "2025-03")])
    in_october_2025.move_to("2025-10-21T10:00:00+02:00")
    # The session ended overnight.
    person.force_login(make_user(Role.CONTROLEUR, contract.body))
    send(person, [entry(contract, "R1", "2025-03", 1)], decision="lever", reason="revu")
    program = Program(make_user(Role.LECTEUR, contract.body), Scope.LECTURE)
    (then,) = program.get(f"{PATH}?known_at=2025-10-20").json()["results"]
    (now,) = program.get(PATH).json()["results"]
    assert (then["neutralised"], then["version"]) == (True, 1)
    assert (now["neutralised"], now["version"]) == (False, 2)


def test_one_refusal_undoes_all_and_each_is_pointed_at(contract: Any, person: Client) -> None:
    send(person, [entry(contract, "R2", "2025-04")])
    lock(contract=contract, months=[Month(2025, 3)], actor=None, origin=Origin.COMMAND)
    answer = send(
        person, [*four(contract), entry(contract, "R2", "2025-04", 1), entry(contract, "R1", "2025-04")]
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "refused")
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [
        ("/entries/0", "closed"),
        ("/entries/2", "closed"),
        ("/entries/3/expected_version", "stale_version"),
        ("/entries/4", "twice_in_the_file"),
        ("/entries/5", "twice_in_the_file"),
    ]
    for entries, more, status, code in (
        (four(contract)[1:2], {"reason": " "}, 422, "reason_missing"),
        (four(contract)[1:2], {"decision": "lever"}, 422, "nothing_to_decide"),
        ([entry(contract, "R2", "2025-04", 1)], {}, 422, "nothing_to_decide"),
        ([entry(contract, "R2", "2025-04", 0)], {}, 412, "stale_version"),
    ):
        answer = send(person, entries, **more)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert send(person, four(contract)[1:2], decision="autre").status_code == 400
    assert NeutralisationRevision.objects.count() == 1


def test_no_token_decides_whoever_owns_it(contract: Any) -> None:
    program = Program(make_user(Role.CONTROLEUR, contract.body))
    body = {"entries": four(contract), "decision": "neutraliser", "reason": "incident"}
    answer = program.post(PATH, body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "not_allowed")
    assert not NeutralisationRevision.objects.exists()


@pytest.mark.parametrize("count", [1, 4])
def test_as_many_queries_for_many_periods_as_for_one(
    contract: Any, person: Client, count: int, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(18):
        assert send(person, four(contract)[:count]).status_code == 200
    with django_assert_num_queries(3):
        assert len(person.get(V1 + PATH).json()["results"]) == count
