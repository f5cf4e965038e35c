"""What a check answers: its state in one line, and in one more what to do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    WELL = "bien"
    NOTICE = "attention"
    BROKEN = "panne"
    NOT_USED = "sans objet"


@dataclass(frozen=True, slots=True)
class Finding:
    """`remedy` is empty where there is nothing to do."""

    level: Level
    state: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """`look` may take `seconds`; one that reads the database has no limit here, since its connection has its own."""

    name: str
    title: str
    look: Callable[[], Iterable[Finding]]
    needs_database: bool = False
    seconds: int = 10


def well(state: str) -> Finding:
    return Finding(Level.WELL, state)


def notice(state: str, remedy: str) -> Finding:
    return Finding(Level.NOTICE, state, remedy)


def broken(state: str, remedy: str) -> Finding:
    return Finding(Level.BROKEN, state, remedy)


def not_used(state: str) -> Finding:
    return Finding(Level.NOT_USED, state)
