"""What a template of any format must have to be used."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpg.shared import french
from dashboards.slides.fitting import GAP, Box
from dashboards.slides.measure import CENTIMETRE, line_height, text_height

TOO_LITTLE_ROOM = "Les pages de ce modèle laissent trop peu de place au contenu."
LEAST_SIZE, STEP = 160, 10
# Of a slide, in hundredths, that tables and charts need.
LEAST_WIDTH, LEAST_HEIGHT = 45, 40


class UnusableTemplateError(Exception):
    """Nothing can be made of it; the message says why."""


def checked_area(room: Box, title: Box, width: int, height: int) -> Box:
    """What the place of texts leaves under the title; raises UnusableTemplateError where that is too little."""
    top = max(room.top, title.top + title.height + GAP // 2) if title.top < height // 2 else room.top
    area = Box(room.left, top, room.width, room.top + room.height - top)
    if area.width * 100 < width * LEAST_WIDTH or area.height * 100 < height * LEAST_HEIGHT:
        raise UnusableTemplateError(TOO_LITTLE_ROOM)
    return area


def fitting_size(lines: Sequence[str], usual: int, place: Box, widen: int = 100) -> int | None:
    """The size at which lines fit their place; None where that of the template does. `widen`: its font."""
    width, height, size = place.width * 95 // widen, max(place.height, line_height(usual)), usual
    while size > LEAST_SIZE and sum(text_height(each, size, width) for each in lines) > height:
        size -= STEP
    return None if size == usual else size


@dataclass(frozen=True, slots=True)
class TemplateSummary:
    """What is used of a template: names of its layouts, the size of its slides, its fonts and its colours."""

    cover: str
    content: str
    size: str
    fonts: tuple[str, ...]
    colours: tuple[str, ...]


def size_text(width: int, height: int) -> str:
    """`33,9 × 19,1 cm`."""
    sides = (french.number(Decimal(side) / CENTIMETRE, 1) for side in (width, height))
    return f"{' × '.join(sides)}{french.NO_BREAK}cm"
