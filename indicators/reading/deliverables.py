"""The deliverables of an action that is marked several times a year: the items of its évaluation, with their years."""

import re
from collections.abc import Mapping, Sequence

from indicators.reading.proposals import Deliverable
from indicators.reading.source import spaced

# "1 - ...", "2. ...", "- ...", "• ...": at the beginning of a line, or before a capital.
ITEM = re.compile(
    r"(?:^|\n)\s*(?:\d{1,2}\s*[-–.)]|[-–•●▪])\s+(?=\S)|(?<=[.;:])\s+(?:\d{1,2}\s*[-–.)]|[-–•●▪])\s+(?=[A-ZÀ-Ý«])"
)
RANGE = re.compile(r"\b(20\d\d)\s*(?:-|–|à|au?)\s*(20\d\d)\b")
SINCE = re.compile(r"(?i)\b(?:à\s+(?:compter|partir)\s+de|dès|depuis)\s+(?:\w+\s+)?(20\d\d)\b")
YEAR = re.compile(r"\b20\d\d\b")
FEWEST_WORDS = 3


def deliverables_of(
    evaluation: str, years: Sequence[int], marks: Mapping[int, int] | None = None
) -> tuple[Deliverable, ...]:
    """None where the évaluation has no items. The years of an item are in its text, else those that are marked."""
    items = [text for part in ITEM.split(evaluation) if len((text := spaced(part)).split()) >= FEWEST_WORDS]
    if len(items) < 2:
        return ()
    marked = sorted(marks) if marks else list(years)
    if marks and all(count == len(items) for count in marks.values()):
        return tuple(Deliverable(text, tuple(marked)) for text in items)
    return tuple(Deliverable(text, tuple(_years_in(text, years) or marked)) for text in items)


def _years_in(text: str, years: Sequence[int]) -> list[int]:
    found: set[int] = set()
    for first, last in RANGE.findall(text):
        found |= set(range(int(first), int(last) + 1))
    for first in SINCE.findall(text):
        found |= set(range(int(first), max(years) + 1))
    rest = SINCE.sub("", RANGE.sub("", text))
    return sorted((found or {int(year) for year in YEAR.findall(rest)}) & set(years))
