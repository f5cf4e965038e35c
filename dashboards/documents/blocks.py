"""What a document is made of, for every renderer: plain frozen values, all words already in French."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dashboards.charts.printed import PrintedChart
from dashboards.documents.markup import Bullets, Paragraph


class Tone(StrEnum):
    """How a state is drawn beside its word, in the shape and the colour that pages have: never a colour alone."""

    NONE = ""
    GOOD = "good"
    MIDDLE = "middle"
    BAD = "bad"
    QUIET = "quiet"
    PARTIAL = "partial"
    NOT_DUE = "not-due"
    WITHOUT = "without"
    NO_OBJECT = "no-object"
    NEUTRAL = "neutral"
    DONE = "done"
    UNDER_WAY = "under-way"
    LATE = "late"
    TO_COME = "to-come"
    STOPPED = "stopped"


class Align(StrEnum):
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 begins a chapter, at the head of a page unless it `follows`. A chapter after a long table follows
    it: that table ends anywhere, and a break would leave its last line on a page of its own. Others follow, unless they
    begin a page.
    """

    level: int
    text: str
    follows: bool = False
    begins_page: bool = False


@dataclass(frozen=True, slots=True)
class Lead:
    """A sentence of the finding, larger than the rest."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """What explains, smaller than the rest."""

    text: str


@dataclass(frozen=True, slots=True)
class DocumentColumn:
    """`width` is its share of what the others leave."""

    title: str
    width: int
    align: Align = Align.START


@dataclass(frozen=True, slots=True)
class DocumentCell:
    """`rows` is how many lines it spans; `detail` is below its text, smaller."""

    text: str
    tone: Tone = Tone.NONE
    detail: str = ""
    rows: int = 1
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`name` says what it shows; it is printed where no heading says so. A line that a cell of an earlier one spans
    leaves that cell out.
    """

    name: str
    columns: tuple[DocumentColumn, ...]
    lines: tuple[tuple[DocumentCell, ...], ...]
    is_captioned: bool = False


@dataclass(frozen=True, slots=True)
class BarShare:
    tone: Tone
    word: str
    count: int


@dataclass(frozen=True, slots=True)
class ChartBar:
    label: str
    shares: tuple[BarShare, ...]

    @property
    def total(self) -> int:
        return sum(each.count for each in self.shares)


@dataclass(frozen=True, slots=True)
class Chart:
    """Stacked bars; `alternative` says all that they show, `axis` what each bar is."""

    caption: str
    axis: str
    alternative: str
    bars: tuple[ChartBar, ...]

    @property
    def words(self) -> dict[str, Tone]:
        """Each word of the legend with its tone, in the order of the shares."""
        return {each.word: each.tone for bar in self.bars for each in bar.shares}

    @property
    def longest(self) -> int:
        return max((bar.total for bar in self.bars), default=0)


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """`detail` is below it, smaller; the sign of `tone` is before the detail, whose words say the same."""

    label: str
    value: str
    detail: str = ""
    tone: Tone = Tone.NONE
    more: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """A row of figures, four at most."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """The months of an indicator; `alternative` says what they show, `tone` is the state of the last value. `height` is
    in millimetres.
    """

    caption: str
    alternative: str
    chart: PrintedChart
    tone: Tone
    height: int


type Block = Heading | Lead | Note | Paragraph | Bullets | Table | Chart | Figures | Curve


@dataclass(frozen=True, slots=True)
class Document:
    """`warning` is on the first page and at the foot of each; "" where there is nothing to warn of. `footer` is at the
    foot of each page, by default `dated`. Without a cover the document begins on its first page, and has no table of
    contents but its bookmarks.
    """

    title: str
    subtitle: str
    body: str
    day: date
    dated: str
    warning: str
    blocks: tuple[Block, ...]
    footer: str = ""
    has_cover: bool = True
