"""What a commentary is made of: sentences, and in them the figures with the place where each one comes from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter

from cpg.shared.periods import Month


class Lineage(StrEnum):
    """Which page says where a figure comes from."""

    WHY = "pourquoi"
    TARGETS = "cibles"
    INDICATOR = "indicateur"
    REGISTER = "registre"
    DECEMBER = "decembre"
    CAUSES = "causes"


@dataclass(frozen=True, slots=True)
class Place:
    """`code` is that of an indicator, "" of the contract or of a theme; for causes, the key of either. `status` filters
    the register, `since` names the moment that causes are counted from.
    """

    lineage: Lineage
    month: Month
    code: str = ""
    status: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """`key` is what it is, the same each time the text is made; `name` says it to a person: `le seuil à date`."""

    key: str
    name: str
    text: str
    place: Place


SUBJECTS = (
    ("Il ", "L’indicateur "),
    ("Son score ", "Le score de l’indicateur "),
    ("Sa valeur ", "La valeur "),
)
type Part = str | Figure
type Figures = Mapping[str, Figure]


class Kind(StrEnum):
    """What a sentence is about."""

    FINDING = "constat"
    POSITION = "situation"
    MOVEMENT = "evolution"
    GAPS = "reserves"
    DECEMBER = "decembre"
    SAID = "commentaire"


@dataclass(frozen=True, slots=True)
class Sentence:
    kind: Kind
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Commentary:
    """`figures` are all that could be cited, by key: those of the sentences and others."""

    sentences: tuple[Sentence, ...]
    figures: Figures

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)

    def without(self, *kinds: Kind) -> "Commentary":
        """Where the page says that already. What is left names its subject, if a sentence that did is left out."""
        left = [each for each in self.sentences if each.kind not in kinds]
        if left and left[0] != self.sentences[0]:
            left[0] = _named(left[0])
        return Commentary(tuple(left), self.figures)


def _named(first: Sentence) -> Sentence:
    """`L’indicateur s’améliore` for `Il s’améliore`."""
    start = first.parts[0]
    for said, named in SUBJECTS:
        if isinstance(start, str) and start.startswith(said):
            return Sentence(first.kind, (start.replace(said, named, 1), *first.parts[1:]))
    return first


def by_key(figures: Iterable[Figure]) -> Figures:
    """Those that have a text."""
    return {each.key: each for each in figures if each.text}


def sentence(kind: Kind, template: str, figures: Figures) -> Sentence:
    """The template with its figures in the place of their keys: `il manque {ecart}.`"""
    return Sentence(kind, tuple(_filled(template, figures)))


def _filled(template: str, figures: Figures) -> Iterator[Part]:
    for plain, key, _, _ in Formatter().parse(template):
        if plain:
            yield plain
        if key:
            yield figures[key]


def cited(kind: Kind, text: str, figures: Sequence[Figure]) -> Sentence:
    """A sentence that was made elsewhere: these figures are in it, in this order."""
    parts: list[Part] = []
    for figure in figures:
        before, found, after = text.partition(figure.text)
        if found:
            parts += [before, figure] if before else [figure]
            text = after
    return Sentence(kind, (*parts, text) if text else tuple(parts))
