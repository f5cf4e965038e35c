"""Échéances through the API: read with the promised day, written by the verb of the page, with its refusals."""

from typing import Any

import pytest
import time_machine

from accounts.rights import Role
from commitments.models import FollowUpRevision
from tests.api.asking import V1, Program
from tests.factories import make_action, make_user

pytestmark = pytest.mark.django_db
PROMISED = {"declared": "en_cours", "progress": 40, "forecast": "2025-09-30", "comment": "Marché notifié"}


@pytest.fixture(autouse=True)
def in_october_2025() -> Any:
    with time_machine.travel("2025-10-05T10:00:00+02:00", tick=False):
        yield


@pytest.fixture
def program(contract: Any) -> Program:
    owner = make_user(Role.GESTIONNAIRE, contract.body, username="camille")
    make_action(contract, years=(2024, 2025), owner=owner)
    make_action(contract, code="E1A2", deliverables=[(2025,), (2025,)])
    return Program(owner)


def place(contract: Any, of: str = "F1-E1A1/2025/") -> str:
    return f"follow-ups/{contract.body.code}/{contract.code}/{of}"


def test_a_promise_is_written_with_the_version_that_was_read_and_is_read_back(
    program: Program, contract: Any
) -> None:
    empty = program.get(place(contract))
    assert (empty["ETag"], empty.json()["version"], empty.json()["state"]) == ('"0"', 0, None)
    written = program.put(place(contract), PROMISED, version=0)
    assert (written.status_code, written["ETag"]) == (201, '"1"')
    shown = program.get(place(contract)).json()
    assert shown == written.json()
    assert PROMISED.items() <= shown.items()
    assert (shown["promise_passed"], shown["status"], shown["owner"]) == (True, "en_cours", "camille")
    assert (shown["recorded_by"], shown["origin"], shown["state"]) == ("camille", "api", "saisi")
    moved = program.put(place(contract), {"forecast": "2025-12-15"}, version=1).json()
    assert (moved["forecast"], moved["promise_passed"], moved["progress"], moved["comment"]) == (
        "2025-12-15", False, 40, "Marché notifié",
    )  # fmt: skip
    assert program.put(place(contract), {"forecast": None}, version=2).json()["forecast"] is None
    history = program.get(place(contract, "F1-E1A1/2025/history/")).json()["results"]
    assert [(each["version"], each["forecast"]) for each in history] == [
        (3, None),
        (2, "2025-12-15"),
        (1, "2025-09-30"),
    ]


def test_the_same_request_sent_again_writes_nothing_more(program: Program, contract: Any) -> None:
    first = program.put(place(contract), PROMISED | {"submit": True}, version=0)
    again = program.put(place(contract), PROMISED | {"submit": True}, version=0)
    assert (again.status_code, again["ETag"], again.json()) == (200, '"1"', first.json())
    assert first.json()["state"] == "soumis"
    other = program.put(place(contract), PROMISED | {"progress": 50}, version=0)
    assert (other.status_code, other.json()["code"], other["ETag"]) == (412, "stale_version", '"1"')
    assert other.json()["current"]["progress"] == 40
    assert FollowUpRevision.objects.count() == 1
    assert program.put(place(contract), PROMISED).status_code == 428


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"declared": "realise"}, "proof_missing"),
        ({"declared": "", "progress": 10}, "not_begun"),
        ({"declared": "abandonne", "decided_by": "Le directeur"}, "reason_missing"),
        ({"declared": "abandonne", "reason": "Sans objet"}, "decided_by_missing"),
        ({"declared": "realise", "waiver": "Rien à prouver"}, "waiver_not_allowed"),
        ({"declared": "en_cours", "answer": "C’est fait"}, "answer_not_submitted"),
    ],
)
def test_what_the_page_refuses_is_refused_with_its_code(
    program: Program, contract: Any, body: dict[str, Any], code: str
) -> None:
    answer = program.put(place(contract), body, version=0)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert f'id="{code}"' in program.client.get(f"{V1}problems/").content.decode()
    assert not FollowUpRevision.objects.exists()


def test_who_sees_and_may_not_write_gets_403_and_what_does_not_exist_404(
    program: Program, contract: Any
) -> None:
    of_nobody = place(contract, "F1-E1A2/2-2025/")
    assert program.get(of_nobody).json()["deliverable"] == 2
    assert program.put(of_nobody, PROMISED, version=0).status_code == 403
    for wrong in ("F1-E1A1/2031/", "F1-E9A9/2025/", "E1A1/2025/", "F1-E1A2/2025/"):
        assert program.get(place(contract, wrong)).status_code == 404
    for body in ({"forecast": "demain"}, {"progress": 140}, {"prevu": "2025-12-01"}):
        assert program.put(place(contract), body, version=0).status_code == 400


def test_the_list_keeps_what_is_asked_in_a_number_of_queries_that_does_not_grow(
    program: Program, contract: Any, django_assert_num_queries: Any
) -> None:
    program.put(place(contract), PROMISED, version=0)

    def listed(query: str) -> list[tuple[str, str]]:
        rows = program.get(f"follow-ups/?organisme={contract.body.code}&{query}").json()["results"]
        return [(each["action"], each["place"]) for each in rows]

    everything = [("F1-E1A1", "2024"), ("F1-E1A1", "2025"), ("F1-E1A2", "1-2025"), ("F1-E1A2", "2-2025")]
    assert listed("") == everything
    assert listed("promise=passee") == [("F1-E1A1", "2025")]
    assert listed("declared=en_cours&state=saisi&year=2025") == [("F1-E1A1", "2025")]
    assert listed("action=F1-E1A2&fiche=1") == everything[2:]
    assert not listed("fiche=2")
    assert program.get("follow-ups/?promise=hier").status_code == 400
    with django_assert_num_queries(6):
        listed("")
