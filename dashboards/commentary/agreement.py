"""Whether an edited text still says the figures: which of its sentences cite one that has changed, and which of its
numbers are those of no figure.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cpg.shared import french
from dashboards.commentary.numbers import cites, found_in, numbers_left, plain
from dashboards.commentary.parts import Figure, Figures, Part

# The status is said in many ways: a text does not cite it, and depends on it as a whole.
OF_THE_WHOLE = "statut"
# The end of a sentence: what follows an abbreviation has no capital.
ENDS = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀÂÉÈÊÎÔÛ«“])")


def cited_in(text: str, figures: Figures) -> dict[str, str]:
    """What is kept beside a text: the figures that it cites, and the status that it was written for."""
    return {
        key: figure.text
        for key, figure in figures.items()
        if key == OF_THE_WHOLE or cites(text, figure.text, key)
    }


def sentences_of(text: str) -> list[str]:
    return [each for each in ENDS.split(text) if each.strip()]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A figure that was cited and has another text now; `now` is "" where there is none any more."""

    key: str
    name: str
    before: str
    now: str

    @property
    def words(self) -> str:
        """`la valeur : 87,30 % à l’écriture, 88,10 % aujourd’hui`."""
        after = f"{self.now} aujourd’hui" if self.now else "plus rien aujourd’hui"
        return f"{self.name}{french.NO_BREAK}: {self.before} à l’écriture, {after}"


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence of an edited text, its figures as they are in it, with what in it no longer agrees."""

    parts: tuple[Part, ...]
    disagreements: tuple[Disagreement, ...]
    alone: tuple[str, ...]


@dataclass(frozen=True)
class Agreement:
    """An edited text beside the figures of today."""

    text: str
    cited: Mapping[str, str]
    figures: Figures

    @cached_property
    def changed(self) -> Sequence[Disagreement]:
        """Every figure that is cited and is no longer what it was when the text was written."""
        return [
            Disagreement(
                key, figure.name if figure else "un chiffre cité", before, figure.text if figure else ""
            )
            for key, before in self.cited.items()
            if (figure := self.figures.get(key)) is None or plain(figure.text) != plain(before)
            if key == OF_THE_WHOLE or cites(self.text, before, key)
        ]

    @cached_property
    def paragraphs(self) -> Sequence[Sequence[Checked]]:
        return [
            [self._checked(text) for text in sentences_of(paragraph)]
            for paragraph in self.text.splitlines()
            if paragraph.strip()
        ]

    @property
    def sentences(self) -> Sequence[Checked]:
        return [sentence for paragraph in self.paragraphs for sentence in paragraph]

    def _checked(self, text: str) -> Checked:
        changed = (
            each for each in self.changed if each.key != OF_THE_WHOLE and cites(text, each.before, each.key)
        )
        return Checked(tuple(self._parts(text)), tuple(changed), tuple(self._alone(text)))

    def _parts(self, text: str) -> Iterator[Part]:
        """The longest figures first: `2 des 9 mois dus` before `2`."""
        standing = [figure for figure in self.figures.values() if self.cited.get(figure.key) == figure.text]
        taken: dict[int, tuple[int, Figure]] = {}
        for figure in sorted(standing, key=lambda each: -len(each.text)):
            for found in found_in(text, figure.text, figure.key):
                start, end = found.span()
                if not any(start < other_end and begin < end for begin, (other_end, _) in taken.items()):
                    taken[start] = end, figure
        done = 0
        for start, (end, figure) in sorted(taken.items(), key=lambda each: each[0]):
            yield text[done:start]
            yield replace(figure, text=text[start:end])
            done = end
        yield text[done:]

    @property
    def of_the_whole(self) -> Sequence[Disagreement]:
        """What changed and is in no sentence."""
        placed = {each.key for sentence in self.sentences for each in sentence.disagreements}
        return [each for each in self.changed if each.key not in placed]

    @property
    def holds(self) -> bool:
        return not self.changed

    @property
    def alone(self) -> list[str]:
        """Numbers that are those of no figure, of then or of now."""
        return [number for sentence in self.sentences for number in sentence.alone]

    def _alone(self, text: str) -> Iterator[str]:
        known = {*self.cited.items(), *((key, figure.text) for key, figure in self.figures.items())}
        letters = list(text)
        for key, figure in known:
            for found in found_in(text, figure, key):
                letters[slice(*found.span())] = " " * (found.end() - found.start())
        yield from numbers_left(plain("".join(letters)))
