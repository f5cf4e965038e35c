"""Figures of a row whose columns are lost: a space parts two columns, or the thousands of one number."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from indicators.reading.figures import DASHES, Level, level_of

THOUSANDS = re.compile(r"\d{3}(?:%|j|J|€)?")
BEFORE_THOUSANDS = re.compile(rf"[{DASHES}+]?[1-9]\d{{0,2}}")
UNIT_APART = re.compile(r"(?<=\d)\s(?=(?:%|[jJ]|€)(?:\s|$))")
MOST_READINGS = 5_000
JOINED = "Une espace peut joindre ou séparer des nombres\u00a0: vérifiez où chacun finit."


def levels_of(text: str, count: int) -> tuple[list[Level], str]:
    """The levels of `count` columns, and a sentence where they may be read otherwise; none where nothing fits."""
    words = UNIT_APART.sub("", text).split()
    readings = []
    for reading in _groupings(words, count):
        readings.append(reading)
        if len(readings) > MOST_READINGS:
            return [], "Les nombres de cette ligne se lisent de trop de façons."
    if not readings:
        return [], f"{len(words)} nombres ou tirets pour {count} colonnes."
    likely = [reading for reading in readings if is_likely(reading)]
    if len(readings) == 1:
        return readings[0], ""
    return (likely[0], JOINED) if len(likely) == 1 else ([], JOINED)


def _groupings(words: Sequence[str], count: int) -> Iterator[list[Level]]:
    if not words or not count:
        if not words and not count:
            yield []
        return
    for size in (1, 2, 3, 4):
        group = words[:size]
        if len(group) < size or not all(THOUSANDS.fullmatch(word) for word in group[1:]):
            return
        if size > 1 and not BEFORE_THOUSANDS.fullmatch(group[0]):
            return
        level = level_of(" ".join(group))
        if level.is_unread:
            return
        for rest in _groupings(words[size:], count - 1):
            yield [level, *rest]


def is_likely(levels: Sequence[Level]) -> bool:
    """Neighbours are of the same order: neither is more than five times the other, unless they are small."""
    numbers = [abs(Decimal(level.value)) for level in levels if level.value]
    return all(max(one, other) <= max(5 * min(one, other), Decimal(100)) for one, other in pairwise(numbers))
