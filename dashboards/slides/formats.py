"""The formats of a presentation."""

from enum import StrEnum

from dashboards.slides.deck import Deck
from dashboards.slides.pptx.writing import pptx_bytes


class SlideFormat(StrEnum):
    """The value is part of addresses, and the ending of the file."""

    PPTX = "pptx"

    @property
    def content_type(self) -> str:
        return "application/vnd.openxmlformats-officedocument.presentationml.presentation"

    def write(self, deck: Deck, template: bytes | None = None) -> bytes:
        return pptx_bytes(deck, template)
