"""The formats of a presentation."""

from enum import StrEnum

from dashboards.slides.deck import Deck
from dashboards.slides.odp.writing import odp_bytes
from dashboards.slides.pptx.writing import pptx_bytes


class SlideFormat(StrEnum):
    """The value is part of addresses, and the ending of the file."""

    PPTX = "pptx"
    ODP = "odp"

    @property
    def content_type(self) -> str:
        return {
            SlideFormat.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            SlideFormat.ODP: "application/vnd.oasis.opendocument.presentation",
        }[self]

    def write(self, deck: Deck, template: bytes | None = None) -> bytes:
        return {SlideFormat.PPTX: pptx_bytes, SlideFormat.ODP: odp_bytes}[self](deck, template)
