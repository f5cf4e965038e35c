"""The light markup of free texts: paragraphs between empty lines, and items after `- `. Everything else is text.

One parser to plain blocks; the pages, the PDF and the ODT each draw these blocks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cpg.shared import french
from dashboards.shared.texts import cleaned

BULLET = re.compile(r"[-•–]\s+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    lines: tuple[str, ...]


type TextBlock = Paragraph | Bullets


def blocks_of(text: str) -> tuple[TextBlock, ...]:
    return tuple(block for chunk in re.split(r"\n\s*\n", cleaned(text)) for block in _blocks(chunk))


def _blocks(chunk: str) -> Iterator[TextBlock]:
    """A line that is no item continues the paragraph or the item before it."""
    words: list[str] = []
    items: list[str] = []
    for line in (each.strip() for each in chunk.splitlines()):
        found = BULLET.match(line)
        if found and line[found.end() :]:
            if words:
                yield Paragraph(french.bound(" ".join(words)))
                words = []
            items.append(line[found.end() :])
        elif items:
            items[-1] = f"{items[-1]} {line}"
        elif line:
            words.append(line)
    if words:
        yield Paragraph(french.bound(" ".join(words)))
    if items:
        yield Bullets(tuple(map(french.bound, items)))
