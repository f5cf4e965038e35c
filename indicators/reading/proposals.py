"""What is proposed of a contract: facts with their places, and the doubts that a person settles."""

from dataclasses import dataclass, field
from enum import StrEnum

from indicators.reading.source import Place


class DoubtKind(StrEnum):
    DIRECTION = "sens"
    GROWTH = "évolution"
    DASH = "tiret"
    SPACES = "espaces"
    UNCLEAR = "illisible"
    ONE_TABLE = "un seul tableau"
    DIFFERS = "fiche et annexe"
    UNIT = "unité"
    YEARS = "années"
    WORDS = "texte"
    MISSING = "manque"
    LATER = "à définir"
    THEMES = "thèmes"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence for the person who settles it. `year` is set where it concerns one year."""

    kind: DoubtKind
    sentence: str
    year: int | None = None


class TargetKind(StrEnum):
    """`UNREAD`: something is written, that no rule reads with certainty."""

    DEFINED = "defini"
    NONE = "sans_cible"
    LATER = "a_definir"
    UNREAD = "illisible"


@dataclass(frozen=True, slots=True)
class Target:
    year: int
    kind: TargetKind
    seuil: str = ""
    objectif: str = ""


@dataclass(slots=True)
class Title:
    """A part, a fiche (with the number of its part) or a theme."""

    number: int
    text: str
    place: Place
    parent: int = 0
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the contract (`fiche` 0) or of a fiche, with the rubric that it goes to in the file."""

    rubric: str
    fiche: int
    title: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Deliverable:
    text: str
    years: tuple[int, ...]


@dataclass(slots=True)
class Engagement:
    fiche: int
    code: str
    text: str
    place: Place
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(slots=True)
class Action:
    fiche: int
    code: str
    wording: str
    evaluation: str
    years: tuple[int, ...]
    place: Place
    doubts: list[Doubt] = field(default_factory=list)
    deliverables: tuple[Deliverable, ...] = ()

    @property
    def key(self) -> str:
        return f"F{self.fiche}-{self.code}"

    @property
    def engagement(self) -> str:
        return self.code.partition("A")[0]


@dataclass(slots=True)
class IndicatorRow:
    """An indicator as one table has it."""

    code: str
    label: str
    fiche: int
    theme: int
    points: str
    unit: str
    targets: dict[int, Target]
    place: Place
    is_annexe: bool
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(slots=True)
class Indicator:
    """An indicator of the contract: its reference row, and what the other table says of it."""

    row: IndicatorRow
    fiche: int
    fiche_label: str
    fiche_row: IndicatorRow | None
    direction: str
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.row.code


class Subject(StrEnum):
    """What of an indicator the fiche and the annexe write in two ways."""

    LABEL = "libellé"
    TARGETS = "cibles"


@dataclass(frozen=True, slots=True)
class Interpretation:
    """An entry of the register: what the document says in two ways, and what is proposed to be retained."""

    objects: tuple[str, ...]
    title: str
    reading_a: str
    reading_b: str
    retained: str
    reason: str
    place: Place
    subject: Subject


@dataclass(slots=True)
class Proposal:
    years: tuple[int, ...] = ()
    parts: list[Title] = field(default_factory=list)
    fiches: list[Title] = field(default_factory=list)
    themes: list[Title] = field(default_factory=list)
    engagements: list[Engagement] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    rows: list[IndicatorRow] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    interpretations: list[Interpretation] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.actions or self.indicators)
