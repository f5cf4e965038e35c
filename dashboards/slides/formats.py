"""What each format of a presentation is, how it is written, and how its template is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dashboards.models.slides import SlideFormat
from dashboards.slides.deck import Deck
from dashboards.slides.odp.described import described as described_odp
from dashboards.slides.odp.writing import odp_bytes
from dashboards.slides.pptx.described import described as described_pptx
from dashboards.slides.pptx.writing import pptx_bytes
from dashboards.slides.template import TemplateSummary

type Write = Callable[[Deck, bytes | None], bytes]


@dataclass(frozen=True, slots=True)
class Flavour:
    """`endings` are those of its templates; `describe` says what will be used of one."""

    content_type: str
    endings: str
    write: Write
    describe: Callable[[bytes], TemplateSummary]


FLAVOURS: Mapping[SlideFormat, Flavour] = {
    SlideFormat.PPTX: Flavour(
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ".pptx ou .potx",
        pptx_bytes,
        described_pptx,
    ),
    SlideFormat.ODP: Flavour(
        "application/vnd.oasis.opendocument.presentation", ".odp ou .otp", odp_bytes, described_odp
    ),
}
