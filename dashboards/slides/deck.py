"""What a presentation is made of, for both writers: plain frozen values, all words already in French."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from dashboards.documents.blocks import Table

# A climb of more than this part of the estimate.
CLIMBING = 12


class Stroke(StrEnum):
    """What a line of a chart shows. Each is told from the others by its width, its dashes or its marks, not by its
    colour alone.
    """

    REAL = "réel"
    CONSTANT = "périmètre constant"
    AIM = "objectif"
    FLOOR = "seuil"
    AHEAD = "projection"
    BOUND = "borne"


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A number for each month of the chart, as pages show it; None where there is none."""

    name: str
    stroke: Stroke
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class LineChart:
    """`alternative` says what it shows; `decimals` is how many its numbers have, `least` where its axis
    begins, None where the program that draws it decides. Each month is named by its last day; a
    first of January has no number and parts two years, whose lines are not joined.
    """

    name: str
    note: str
    alternative: str
    days: tuple[date, ...]
    lines: tuple[ChartLine, ...]
    decimals: int
    least: int | None = None

    @property
    def climbs(self) -> bool:
        """Whether the estimate of December is well above the last number: lines would cross that above its point."""
        ahead, last = self._last(Stroke.AHEAD), self._last(Stroke.REAL)
        return ahead is not None and last is not None and ahead - last > abs(ahead) / CLIMBING

    def _last(self, stroke: Stroke) -> Decimal | None:
        numbers = [
            each for line in self.lines if line.stroke is stroke for each in line.values if each is not None
        ]
        return numbers[-1] if numbers else None


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs; `strong` is a figure before them, much larger."""

    lines: tuple[str, ...]
    strong: str = ""


@dataclass(frozen=True, slots=True)
class Caption:
    """What is below it, in a few words."""

    text: str


type Part = Words | Caption | Table | LineChart


@dataclass(frozen=True, slots=True)
class Column:
    """Parts under each other; `share` of the width of the slide."""

    share: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Slide:
    """`lead` is its finding, a sentence; `notes` are for who speaks: where the figures come from."""

    title: str
    lead: str
    columns: tuple[Column, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """The first slide."""

    title: str
    lines: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deck:
    """`footer` is at the foot of every slide, with the `marks`: what must be known of all figures, such as that they
    are fictitious, or of a past day. The cover has the marks too.
    """

    name: str
    cover: Cover
    slides: tuple[Slide, ...]
    footer: str
    marks: tuple[str, ...] = ()

    @property
    def foot(self) -> str:
        return " · ".join((self.footer, *self.marks))

    @property
    def feet(self) -> tuple[str, ...]:
        """The same, then what may not be left out where there is less room."""
        return self.foot, " · ".join(self.marks) or self.footer
