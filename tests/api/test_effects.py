"""Effects of actions through the API: what is declared, what was seen of it, and nothing of it is written here."""

from typing import Any

import pytest
import time_machine

from accounts.rights import Role, Scope
from tests.api.asking import Program
from tests.factories import make_action, make_contract, make_user
from tests.one_of_each import make_calm, make_effect

pytestmark = pytest.mark.django_db
DECLARED = {
    "action": "F1-E1A1",
    "indicator": "R1",
    "amount": "12",
    "starts": "2025-01",
    "full_from": "2025-01",
    "comment": "d’après un essai",
    "version": 1,
}
SEEN = {
    "verdict": "compatible",
    "reasons": [],
    "other_actions": [],
    "read_since": "2023-01",
    "read_until": "2025-06",
    "not_validated": 30,
    "periods": 6,
    "declared_mean": "12",
    "seen": "14",
    "seen_low": "9.8",
    "seen_high": "18.2",
}


@pytest.fixture(autouse=True)
def in_october_2025() -> Any:
    with time_machine.travel("2025-10-05T10:00:00+02:00", tick=False):
        yield


@pytest.fixture
def program(contract: Any) -> Program:
    make_effect(make_action(contract, years=(2025,)), make_calm(contract), "12")
    return Program(make_user(Role.LECTEUR, contract.body), Scope.LECTURE)


def test_one_is_read_with_what_was_seen_and_each_period_compared(program: Program, contract: Any) -> None:
    (listed,) = program.get("action-effects/").json()["results"]
    told = DECLARED | SEEN
    assert {name: listed[name] for name in told} == told
    place = f"action-effects/{contract.body.code}/{contract.code}"
    one = program.get(f"{place}/F1-E1A1/R1/").json()
    compared = one.pop("compared")
    assert one == listed
    assert len(compared) == 6
    assert compared[0] == {
        "month": "2025-01",
        "value": "120",
        "year_before": "104",
        "likely": "106",
        "difference": "14",
        "declared": "12",
    }
    for wrong in ("F1-E1A1/R2/", "F1-E1A2/R1/", "F2-E1A1/R1/"):
        assert program.get(f"{place}/{wrong}").status_code == 404


def test_two_on_one_indicator_say_why_nothing_is_estimated_in_a_number_of_queries_that_does_not_grow(
    program: Program, contract: Any, django_assert_num_queries: Any
) -> None:
    indicator = contract.indicators.get()
    program.get("me/")
    with django_assert_num_queries(13):
        assert len(program.get("action-effects/").json()["results"]) == 1
    for rank in (2, 3):
        make_effect(make_action(contract, code=f"E1A{rank}", years=(2025,)), indicator, "3", full="2025-04")
    with django_assert_num_queries(13):
        rows = program.get("action-effects/").json()["results"]
    assert [each["action"] for each in rows] == ["F1-E1A1", "F1-E1A2", "F1-E1A3"]
    for each in rows:
        assert (each["verdict"], each["reasons"]) == ("inconnu", ["autre_action"])
        assert len(each["other_actions"]) == 2
        assert {each[name] for name in ("declared_mean", "seen", "seen_low", "seen_high")} == {None}


def test_filters_keep_what_is_asked_and_another_body_sees_none(program: Program, contract: Any) -> None:
    def count(query: str) -> int:
        return len(program.get(f"action-effects/?{query}").json()["results"])

    found = ("indicator=r1", "action=F1-E1A1", "fiche=1", f"contract={contract.code}")
    assert [count(each) for each in found] == [1, 1, 1, 1]
    others = ("indicator=R2", "action=F1-E1A2", "fiche=2", "contract=autre")
    assert [count(each) for each in others] == [0, 0, 0, 0]
    assert program.get("action-effects/?verdict=compatible").status_code == 400
    stranger = Program(make_user(Role.CONTROLEUR, make_contract().body))
    assert stranger.get("action-effects/").json()["results"] == []
    assert stranger.post("action-effects/", {}).status_code == 405
