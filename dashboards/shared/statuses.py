"""Statuses counted and put in order, as they are drawn."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from dashboards.shared.marks import MARKS, WAITING, Mark, mark_of
from indicators.domain.judgement import BEST_FIRST

__all__ = ["MARKS", "WAITING", "Counted", "Mark", "counted", "in_order", "mark_of", "spoken"]


@dataclass(frozen=True, slots=True)
class Counted:
    mark: Mark
    count: int


def counted(marks: Iterable[Mark]) -> tuple[Counted, ...]:
    """How many of each mark there are, in the order of the statuses; those that there are none of left out."""
    found = Counter(marks)
    order = (*(MARKS[status] for status in BEST_FIRST), WAITING)
    return tuple(Counted(mark, found[mark]) for mark in order if found[mark])


def in_order(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(each.mark for each in counted(marks) for _ in range(each.count))


def spoken(marks: Iterable[Mark]) -> str:
    """The same for someone who listens: "5 atteint, 2 sous le seuil"."""
    return (
        ", ".join(f"{each.count} {each.mark.word.lower()}" for each in counted(marks)) or "aucun indicateur"
    )
