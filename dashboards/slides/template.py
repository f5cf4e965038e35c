"""What a template of any format must have to be used."""

from dashboards.slides.fitting import GAP, Box
from dashboards.slides.measure import line_height, text_height

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
        raise UnusableTemplateError("Les pages de ce modèle laissent trop peu de place au contenu.")
    return area


def title_size(text: str, usual: int, place: Box) -> int | None:
    """The size at which a title fits its place; None where that of the template does."""
    width, height, size = place.width * 95 // 100, max(place.height, line_height(usual)), usual
    while size > LEAST_SIZE and text_height(text, size, width) > height:
        size -= STEP
    return None if size == usual else size
