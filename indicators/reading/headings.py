"""Titles of parts, fiches and themes among the lines of a document; the sections of which they are the beginning."""

import re
from collections.abc import Sequence

from indicators.reading.proposals import Doubt, DoubtKind, Title
from indicators.reading.source import Line, spaced

PART = re.compile(r"(?i)^\s*partie\s+(\d+|[IVX]+)\s*[–—:.-]\s*(\S.*)$")
FICHE = re.compile(r"(?i)^\s*fiche\s+(?:n°\s*)?(\d+)\s*[–—:.-]\s*(\S.*)$")
THEME = re.compile(r"(?i)^\s*(?:thème|axe|domaine)\s*(?:n°\s*)?\d*\s*[–—:.-]\s*(\S.*)$")
ANNEXE = re.compile(r"(?i)^\s*(?:annexes?\b|annexe\s+\d+)")
INDICATORS = re.compile(r"^\s*(?:Indicateurs|INDICATEURS)(?:\s+(?:de|DE)\s+\w+)?\s*$")
TABLE_OF_ACTIONS = re.compile(
    r"(?i)^\s*(?:n°|r[ée]f\.?|code)\s+engagements?\b|\bactions?\b.*\b20\d\d\s+20\d\d"
)
SIGNATURES = re.compile(r"(?i)^\s*signatures?\s*$")
# A line of a table of contents ends with the number of its page.
CONTENTS = re.compile(r"(?:\.{3,}|…|\t)\s*\d+\s*$")
AFTER_TITLE = re.compile(
    r"(?i)^\s*(?:enjeux|engagements?|indicateurs?|fiche\s+\d|partie\s|annexe|thème|n°|actions)\b"
)
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
LONGEST_TITLE = 300
# A title goes on over so many lines at most before the heading that follows it.
MOST_LINES = 3


def part_of(lines: Sequence[Line], at: int, *, is_wrapped: bool) -> Title | None:
    matched = PART.match(lines[at].text)
    if matched is None or CONTENTS.search(lines[at].text):
        return None
    number = int(matched[1]) if matched[1].isdigit() else ROMAN.get(matched[1].upper(), 0)
    return _title(number, matched[2], lines, at, is_wrapped=is_wrapped)


def fiche_of(lines: Sequence[Line], at: int, *, is_wrapped: bool) -> Title | None:
    matched = FICHE.match(lines[at].text)
    if matched is None or CONTENTS.search(lines[at].text):
        return None
    return _title(int(matched[1]), matched[2], lines, at, is_wrapped=is_wrapped)


def theme_of(line: Line) -> str:
    matched = THEME.match(line.text)
    return spaced(matched[1]) if matched and not CONTENTS.search(line.text) else ""


def _title(number: int, text: str, lines: Sequence[Line], at: int, *, is_wrapped: bool) -> Title:
    title = Title(number, spaced(text)[:LONGEST_TITLE], lines[at].place)
    if not is_wrapped:
        return title
    rest: list[str] = []
    for line in [line for line in lines[at + 1 : at + 12] if line.text.strip()]:
        if AFTER_TITLE.match(line.text):
            title.text = spaced(" ".join([text, *rest]))[:LONGEST_TITLE]
            return title
        rest.append(line.text)
        if len(rest) > MOST_LINES:
            break
    if rest:
        title.doubts.append(Doubt(DoubtKind.WORDS, "Le titre continue peut-être à la ligne suivante."))
    return title
