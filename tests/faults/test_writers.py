"""Many people write at once: on one month only one of those who saw the same version is taken, and nothing is lost."""

import threading
from collections import Counter

import pytest

from tests.faults.conftest import FaultStack
from tests.support.process import wait_until
from tests.support.visitor import Visitor

pytestmark = pytest.mark.servers

BASE = "/carsat-pdl/cpg-2023-2027"
PEOPLE, ROUNDS = 4, 5
WRITTEN = """
    SELECT r.version, c.sequence FROM indicators_actualrevision r
    JOIN commitments_change c ON c.id = r.change_id WHERE c.reason LIKE %s
"""
SEQUENCES = """
    SELECT c.sequence, count(h.id), max(h.sequence) FROM commitments_contract c
    JOIN commitments_change h ON h.contract_id = c.id GROUP BY c.id, c.sequence
"""


def write(visitor: Visitor, path: str, version: str, token: str, value: int, answers: list[int]) -> None:
    data = {"kind": "valeur", "value": str(value), "comment": "", "reason": f"ensemble {value}"}
    answers.append(visitor.send(path, {**data, "version": version}, token).status_code)


def at_once(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_of_those_who_saw_the_same_version_one_is_taken_and_the_others_are_told(stack: FaultStack) -> None:
    visitors = [stack.visitor() for _ in range(PEOPLE)]
    path = f"{BASE}/R6/2023-02/"
    for number in range(ROUNDS):
        answers: list[int] = []
        version = visitors[0].version(path)
        at_once(
            [
                threading.Thread(
                    target=write,
                    args=(visitor, path, version, visitor.token(path), 20_000 + 10 * number + rank, answers),
                )
                for rank, visitor in enumerate(visitors)
            ]
        )
        assert Counter(answers) == {302: 1, 409: PEOPLE - 1}
        assert visitors[0].version(path) == str(int(version) + 1)
    versions = [version for version, _ in stack.ask(WRITTEN, "ensemble 20%")]
    assert len(versions) == len(set(versions)) == ROUNDS


def test_entries_in_different_months_are_all_taken_one_after_the_other(stack: FaultStack) -> None:
    paths = [f"{BASE}/{code}/2023-{month:02}/" for code in ("R6", "R25") for month in range(3, 9)]
    visitors = [stack.visitor() for _ in paths]
    answers: list[int] = []
    at_once(
        [
            threading.Thread(
                target=write,
                args=(visitor, path, visitor.version(path), visitor.token(path), 3_000 + rank, answers),
            )
            for rank, (visitor, path) in enumerate(zip(visitors, paths, strict=True))
        ]
    )
    assert Counter(answers) == {302: len(paths)}
    sequences = [sequence for _, sequence in stack.ask(WRITTEN, "ensemble 30%")]
    assert len(sequences) == len(set(sequences)) == len(paths)
    for last, count, greatest in stack.ask(SEQUENCES):
        assert last == count == greatest
    wait_until(lambda: stack.pending() == 0, 120, "everything is computed")
    assert stack.manage("recompute", "--check").returncode == 0
