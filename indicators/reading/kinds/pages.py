"""The image of a page of a PDF, with a place framed on it."""

import io
from threading import Lock

import pypdfium2
from PIL import ImageDraw

from indicators.reading.source import UnreadableDocumentError

# Pixels a point; a page of A4 is then about 1,190 x 1,680.
SCALE = 2
FRAME, WIDTH, AROUND = (90, 53, 176), 5, 6
LARGEST_SIDE = 5_000
# PDFium works for one thread at a time.
_one_at_a_time = Lock()


def framed_page(content: bytes, number: int, box: tuple[int, int, int, int] | None) -> bytes:
    """PNG of the page, pages counted from 1."""
    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(content)
            page = document[number - 1]
            scale = min(SCALE, LARGEST_SIDE / max(page.get_size()))
            image = page.render(scale=scale).to_pil()
            document.close()
        except (pypdfium2.PdfiumError, IndexError) as error:
            raise UnreadableDocumentError("Cette page ne peut pas être montrée.") from error
    if box is not None:
        left, top, right, bottom = (round(edge * scale) for edge in box)
        edges = (left - AROUND, top - AROUND, right + AROUND, bottom + AROUND)
        ImageDraw.Draw(image).rectangle(edges, outline=FRAME, width=WIDTH)
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()
