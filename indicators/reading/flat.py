"""A contract from lines alone, where tables lost their columns: read by codes and by runs of figures.

Where the columns can no longer be known, a doubt says so: marks without places, numbers that a space parts or joins.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from indicators.reading.figures import LATER, Level
from indicators.reading.flat_actions import actions_of
from indicators.reading.headings import ANNEXE, INDICATORS, SIGNATURES, fiche_of, part_of, theme_of
from indicators.reading.proposals import Doubt, DoubtKind, IndicatorRow, Proposal, Title
from indicators.reading.rows import indicator_row
from indicators.reading.source import Line, spaced
from indicators.reading.spaces import levels_of

YEAR = re.compile(r"\b20\d\d\b")
HEADING = re.compile(r"(?i)\b(?:actions?|[ée]valuation des actions)\b")
CODE = re.compile(r"^\s*([A-DF-Z][A-Z]{0,5}-?\d{1,3}|E[A-Z]{1,5}-?\d{1,3})\b\s*(.*)$")
PAGE_NUMBER = re.compile(r"(?i)^\s*(?:p(?:age|\.)?\s*)?\d+\s*(?:/|sur)\s*\d+\s*$")
# How far above its number a footer begins.
FOOTER = 6
TOTAL = re.compile(r"(?i)^\s*(?:sous-)?total\b")
# A figure or a dash of a row, with or without a unit, at the end of its line.
FIGURE = re.compile(r"[-−–—]|[+−–-]?\d+(?:[.,]\d+)?(?:%|[jJ]|€)?|[%jJ€]")
LEVEL_WORDS = re.compile(r"(?i)^\s*(?:(?:seuils?|objectifs?|cibles?)\s*)+$")
# A number after one of these words is of the label.
BEFORE_NUMBER = re.compile(r"de|à|en|sous|et|moins|plus|que|les|des|dans|sur|entre|niveau|n°")
UNKNOWN_THEME = "Les thèmes sont nommés, mais rien ne dit quel thème tient quelle ligne."


def read_lines(lines: Sequence[Line]) -> Proposal:
    lines = without_footers(lines)
    years = years_of(lines)
    proposal = Proposal(years=years)
    if years:
        _Sections(lines, years, proposal).read()
    return proposal


def without_footers(lines: Sequence[Line]) -> list[Line]:
    """Without the numbers of pages, nor the lines just above one that are repeated above others."""
    texts = Counter(spaced(line.text) for line in lines)
    dropped: set[int] = set()
    for at, line in enumerate(lines):
        if PAGE_NUMBER.match(line.text):
            above = [before for before in range(max(0, at - FOOTER), at) if lines[before].text.strip()]
            dropped |= {at, *(before for before in above if texts[spaced(lines[before].text)] > 1)}
    return [line for at, line in enumerate(lines) if at not in dropped]


def years_of(lines: Sequence[Line]) -> tuple[int, ...]:
    """The run of years that stands most often on a line."""
    runs: Counter[tuple[int, ...]] = Counter()
    for line in lines:
        years = tuple(int(year) for year in YEAR.findall(line.text))
        if len(years) > 1 and all(after == before + 1 for before, after in pairwise(years)):
            runs[years] += 1
    return max(runs, key=lambda run: (runs[run], len(run)), default=())


class _Sections:
    """The lines gone through once: each is of a title, of a table of actions, or of a table of indicators."""

    def __init__(self, lines: Sequence[Line], years: tuple[int, ...], proposal: Proposal) -> None:
        self.lines, self.years, self.proposal = lines, years, proposal
        self.part = self.fiche = self.theme = 0
        self.section = ""
        self.held: list[Line] = []
        self.last_annexe = max((at for at, line in enumerate(lines) if ANNEXE.match(line.text)), default=-1)

    def read(self) -> None:
        for at, line in enumerate(self.lines):
            if self._title(at):
                continue
            if at == self.last_annexe or SIGNATURES.match(line.text):
                self._begin("annexe" if at == self.last_annexe else "")
            elif self.fiche and self.section != "annexe" and INDICATORS.match(line.text):
                self._begin("indicators")
            elif self.section == "" and self.fiche and HEADING.search(line.text) and YEAR.search(line.text):
                self._begin("actions")
            elif self.section:
                self.held.append(line)
        self._begin("")

    def _title(self, at: int) -> bool:
        part = part_of(self.lines, at, is_wrapped=True)
        fiche = None if part else fiche_of(self.lines, at, is_wrapped=True)
        if part:
            self._begin("")
            self.part = part.number or len(self.proposal.parts) + 1
            part.number = self.part
            self._add(self.proposal.parts, part)
        elif fiche:
            self._begin("")
            self.fiche, fiche.parent = fiche.number, self.part
            self._add(self.proposal.fiches, fiche)
        return bool(part or fiche)

    def _add(self, titles: list[Title], title: Title) -> None:
        if all(each.number != title.number for each in titles):
            titles.append(title)

    def _begin(self, section: str) -> None:
        lines, self.held = self.held, []
        if self.section == "actions":
            engagements, actions = actions_of(self.fiche, lines, self.years)
            self.proposal.engagements += engagements
            self.proposal.actions += actions
        elif self.section == "indicators":
            self.proposal.rows += self._rows(lines, is_annexe=False)
        elif self.section == "annexe":
            self.proposal.rows += self._rows(lines, is_annexe=True)
            self._later(lines)
            self._themes(lines)
        self.section = section

    def _rows(self, lines: Sequence[Line], *, is_annexe: bool) -> Iterator[IndicatorRow]:
        has_pairs = any(LEVEL_WORDS.match(line.text) for line in lines)
        levels = ("seuil", "objectif") if has_pairs else ("objectif",)
        for group in _groups(lines):
            yield self._row(group, levels, is_annexe=is_annexe)

    def _row(self, group: list[Line], levels: tuple[str, ...], *, is_annexe: bool) -> IndicatorRow:
        matched = CODE.match(group[0].text)
        assert matched is not None  # noqa: S101 - a group begins with a code
        label, figures, doubts = _label_and_figures([matched[2], *(line.text for line in group[1:])])
        keys = [(year, level) for year in self.years for level in levels]
        found: list[Level] = []
        if LATER.search(label):
            later = LATER.search(label)
            label = label[: label.rfind("Les ", 0, later.start())] if later else label
            found = [Level("à définir", is_later=True) for _ in keys]
        elif figures:
            found, doubt = levels_of(figures, len(keys))
            if doubt:
                doubts.append(Doubt(DoubtKind.SPACES, doubt))
            found = found or [Level(figures) for _ in keys]
        return indicator_row(
            matched[1],
            label,
            dict(zip(keys, found, strict=True)) if found else {},
            self.years,
            place=group[0].place,
            is_annexe=is_annexe,
            fiche=0 if is_annexe else self.fiche,
            doubts=doubts,
        )

    def _later(self, lines: Sequence[Line]) -> None:
        """As many rows without figures as sentences after them that say that theirs come later: no doubt is left."""
        totals = [at for at, line in enumerate(lines) if TOTAL.match(line.text)]
        said = sum(bool(LATER.search(line.text)) for line in lines[totals[-1] :]) if totals else 0
        rows = [row for row in self.proposal.rows if row.is_annexe and any(map(_is_of_later, row.doubts))]
        if said and said == len(rows):
            for row in rows:
                row.doubts = [doubt for doubt in row.doubts if not _is_of_later(doubt)]

    def _themes(self, lines: Sequence[Line]) -> None:
        """Lines after the last row that hold no figure and no sentence: names of themes, whose rows are lost."""
        totals = [at for at, line in enumerate(lines) if TOTAL.match(line.text)]
        for line in lines[totals[-1] + 1 :] if totals else []:
            if (text := theme_of(line) or spaced(line.text)) and not _is_no_theme(text):
                self.proposal.themes.append(Title(len(self.proposal.themes) + 1, text, line.place))
        if len(self.proposal.themes) > 1:
            self.proposal.doubts.append(Doubt(DoubtKind.THEMES, UNKNOWN_THEME))


def _is_of_later(doubt: Doubt) -> bool:
    return doubt.kind is DoubtKind.LATER


def _is_no_theme(text: str) -> bool:
    return bool(LATER.search(text) or YEAR.search(text) or LEVEL_WORDS.match(text))


def _groups(lines: Sequence[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    is_open = False
    for line in lines:
        if CODE.match(line.text):
            groups.append([line])
            is_open = True
        elif TOTAL.match(line.text):
            is_open = False
        elif is_open and line.text.strip():
            groups[-1].append(line)
    return groups


def _label_and_figures(texts: Sequence[str]) -> tuple[str, str, list[Doubt]]:
    """The figures are the longest run of them that ends the row, or stands between its label and a page's foot."""
    words = [(word, rank) for rank, text in enumerate(texts) for word in text.split()]
    runs = _runs([word for word, _ in words])
    if not runs:
        return spaced(" ".join(texts)), "", []
    first, end = max(runs, key=lambda run: (run[1] - run[0], run[0]))
    label = [word for word, _ in words[:first]]
    after = [word for word, _ in words[end:]]
    doubts = []
    if label and re.fullmatch(r"\d+", label[-1]):
        doubts.append(
            Doubt(
                DoubtKind.SPACES, "Le libellé finit par un nombre\u00a0: est-il de la première colonne\u00a0?"
            )
        )
    if _is_number_of_label(words, first):
        doubts.append(
            Doubt(
                DoubtKind.SPACES,
                "Un nombre du libellé touche la première colonne\u00a0: vérifiez où elle commence.",
            )
        )
    if after:
        doubts.append(
            Doubt(DoubtKind.WORDS, f"Du texte suit les chiffres\u00a0: «\u00a0{' '.join(after)[:80]}\u00a0».")
        )
    return spaced(" ".join(label)), " ".join(word for word, _ in words[first:end]), doubts


def _runs(words: Sequence[str]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start = None
    for at, word in enumerate([*words, ""]):
        if FIGURE.fullmatch(word):
            start = at if start is None else start
        elif start is not None:
            if at - start > 1:
                runs.append((start, at))
            start = None
    return runs


def _is_number_of_label(words: Sequence[tuple[str, int]], first: int) -> bool:
    """Whether the first figure may be the last word of the label: "moins de 90 80 85"."""
    return (
        first > 0 and words[first][0].isdigit() and BEFORE_NUMBER.fullmatch(words[first - 1][0]) is not None
    )
