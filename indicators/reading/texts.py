"""What a contract says around its tables: its preamble, and of each fiche its enjeux and what the branch commits to."""

import re
from collections.abc import Sequence
from enum import StrEnum

from indicators.reading.headings import (
    ANNEXE,
    CONTENTS,
    INDICATORS,
    SIGNATURES,
    TABLE_OF_ACTIONS,
    fiche_of,
    part_of,
)
from indicators.reading.proposals import Text
from indicators.reading.source import Line, Place, spaced


class Rubric(StrEnum):
    """Where a text of the contract goes in its file."""

    STAKES = "enjeux"
    COMMITMENTS = "engagements_de_la_branche"
    CONTRACT = "texte"

    @property
    def heading(self) -> str:
        return {"enjeux": "Enjeux", "engagements_de_la_branche": "Engagements de la branche"}.get(self, "")


PREAMBLE = re.compile(r"(?i)^\s*(?:pr[ée]ambule|introduction)\s*$")
STAKES = re.compile(r"(?i)^\s*(?:les\s+)?enjeux\s*:?\s*$")
COMMITMENTS = re.compile(r"(?i)^\s*(?:les\s+)?engagements\s+de\s+(?:la|l['’])\s*\S[^.;]{0,60}$")
NUMBERED = re.compile(r"^\s*(?:\d{1,2}|[IVX]{1,4})\s*[–—.)-]\s+(\S.{3,200}?)\s*$")
# Symbol fonts draw bullets in the private area of Unicode.
BULLET = re.compile(r"^\s*[•▪◦●➢–—−-]\s+|^\s*[\uf000-\uf0ff]\s*")
TABLE = re.compile(r"(?i)^\s*engagements(?:\s+et\s+actions)?\s*$")
ENDS_OF_TEXT = (TABLE_OF_ACTIONS, TABLE, INDICATORS)
FEWEST_WORDS = 4
ENDS = re.compile(r"[.;:!?…»]\s*$")


def texts_of(lines: Sequence[Line], *, is_wrapped: bool) -> list[Text]:
    """In the order of the document. A heading without any text under it gives none."""
    walk = _Walk(is_wrapped)
    for at, line in enumerate(lines):
        if CONTENTS.search(line.text):
            continue
        if fiche := fiche_of(lines, at, is_wrapped=is_wrapped):
            walk.enter(fiche.number)
        elif (
            part_of(lines, at, is_wrapped=is_wrapped)
            or ANNEXE.match(line.text)
            or SIGNATURES.match(line.text)
        ):
            walk.enter(0)
        else:
            walk.line(line)
    walk.close()
    return walk.found


class _Walk:
    """The lines gone through once: each opens a text, goes on with it, or ends it."""

    def __init__(self, is_wrapped: bool) -> None:
        self.is_wrapped = is_wrapped
        self.found: list[Text] = []
        self.held: list[Line] = []
        self.fiche = 0
        self.rubric: Rubric | None = None
        self.title = ""
        self.place = Place()
        self.is_preamble = False

    def enter(self, fiche: int) -> None:
        self.close()
        self.fiche, self.rubric, self.is_preamble = fiche, None, False

    def line(self, line: Line) -> None:
        if PREAMBLE.match(line.text) and not (self.found or self.fiche):
            self.is_preamble = True
            self._open(Rubric.CONTRACT, spaced(line.text).capitalize(), line.place)
        elif begun := _begun(line.text, is_preamble=self.is_preamble, is_in_fiche=bool(self.fiche)):
            self._open(*begun, line.place)
        elif self.fiche and any(each.search(line.text) for each in ENDS_OF_TEXT):
            self.close()
            self.rubric = None
        elif self.rubric is not None:
            self.held.append(line)

    def _open(self, rubric: Rubric, title: str, place: Place) -> None:
        self.close()
        self.rubric, self.title, self.place = rubric, title or rubric.heading, place

    def close(self) -> None:
        if self.rubric is not None and (text := _joined(self.held, is_wrapped=self.is_wrapped)):
            self.found.append(Text(self.rubric.value, self.fiche, self.title, text, self.place))
        self.held = []


def _begun(text: str, *, is_preamble: bool, is_in_fiche: bool) -> tuple[Rubric, str] | None:
    """The rubric that a line opens, and its title."""
    if is_preamble and (matched := NUMBERED.match(text)):
        return Rubric.CONTRACT, spaced(matched[1])
    if is_in_fiche and STAKES.match(text):
        return Rubric.STAKES, ""
    if is_in_fiche and COMMITMENTS.match(text):
        return Rubric.COMMITMENTS, ""
    return None


def _joined(lines: Sequence[Line], *, is_wrapped: bool) -> str:
    """Paragraphs, one a line. A line of a page goes on where the one before is full and ends no sentence."""
    full = max((len(line.text) for line in lines), default=0) * 2 // 3
    paragraphs: list[str] = []
    before = ""
    for line in lines:
        text = spaced(line.text)
        if not text:
            continue
        is_bullet = bool(BULLET.match(line.text))
        is_after_title = len(before) < full and text[0].isupper()
        if is_wrapped and before and not (is_bullet or is_after_title or ENDS.search(before)):
            paragraphs[-1] = spaced(f"{paragraphs[-1]}\n{text}")
        else:
            paragraphs.append(f"- {spaced(BULLET.sub('', line.text))}" if is_bullet else text)
        before = text
    text = "\n".join(paragraphs)
    return text if len(text.split()) >= FEWEST_WORDS else ""
