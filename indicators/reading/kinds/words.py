"""Words of a page with their places, in whole points from the top left, and the lines that they make."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

type Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def of(cls, word: Mapping[str, Any]) -> "Word":
        left, top, right, bottom = box_of((word["x0"], word["top"], word["x1"], word["bottom"]))
        return cls(str(word["text"]), left, top, right, bottom)

    @property
    def center(self) -> int:
        return (self.left + self.right) // 2

    @property
    def middle(self) -> int:
        return (self.top + self.bottom) // 2

    def is_in(self, box: Box) -> bool:
        left, top, right, bottom = box
        return left <= self.center <= right and top <= self.middle <= bottom


def box_of(edges: Sequence[Any]) -> Box:
    left, top, right, bottom = (round(edge) for edge in edges)
    return left, top, right, bottom


def lines_of(words: Iterable[Word]) -> list[list[Word]]:
    """Words whose middles are level make a line, from left to right; lines from top to bottom."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda each: (each.middle, each.left)):
        height = max(2, (word.bottom - word.top) // 3)
        if lines and abs(lines[-1][0].middle - word.middle) <= height:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda each: each.left) for line in lines]


def text_of(words: Iterable[Word]) -> str:
    return " ".join(word.text for word in words)


def around(words: Sequence[Word]) -> Box:
    return (
        min(word.left for word in words),
        min(word.top for word in words),
        max(word.right for word in words),
        max(word.bottom for word in words),
    )
