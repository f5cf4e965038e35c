"""An indicator from its rows: its code, its label, its points, and a level for each year that a column says."""

import re

from indicators.reading.figures import Level, level_of
from indicators.reading.header import Header, level_named
from indicators.reading.proposals import Doubt, DoubtKind, IndicatorRow
from indicators.reading.rows import indicator_row
from indicators.reading.source import Cell, Row

INDICATOR = re.compile(r"^\s*([A-Z]{1,6}-?\d{1,3})\b\s*")


class IndicatorBuilder:
    """The first row gives the code and the place; `rank` numbers the rows of a table without codes."""

    def __init__(self, row: Row, header: Header, *, theme: int, fiche: int, rank: int) -> None:
        texts = [cell for cell in row.filled if not header.is_of_figures(cell)]
        matched = INDICATOR.match(texts[0].text)
        self.has_code = matched is not None
        self.code = matched[1] if matched else f"R{rank}"
        self.place, self.theme, self.fiche = row.place, theme, fiche
        self.years = header.all_years
        self.label: list[str] = []
        self.points = ""
        self.levels: dict[tuple[int, str], Level] = {}
        self.doubts: list[Doubt] = []
        first = texts[0].text[matched.end() :] if matched else texts[0].text
        self._text([(texts[0], first), *((cell, cell.text) for cell in texts[1:])], header)
        self.add_levels(row, header)
        if matched is None:
            sentence = f"Le tableau ne donne pas de code\u00a0: {self.code} est proposé."
            self.doubts.append(Doubt(DoubtKind.MISSING, sentence))

    def _text(self, texts: list[tuple[Cell, str]], header: Header) -> None:
        for cell, text in texts:
            if header.name(cell) == "points":
                self.points = level_of(text).value
            elif text.strip() and not level_named(text):
                self.label.append(text)

    def add_levels(self, row: Row, header: Header) -> None:
        texts = [cell for cell in row.filled if not header.is_of_figures(cell)]
        named = next((name for cell in texts if (name := level_named(cell.text))), "")
        for cell in row.filled:
            if header.is_of_figures(cell):
                self._add_level(cell, header, named)
        for year in header.all_years:
            for name in {named} if named else set(header.levels.values()) or {"objectif"}:
                self.levels.setdefault((year, name), Level(""))

    def _add_level(self, cell: Cell, header: Header, named: str) -> None:
        keys = [header.key(column) for column in cell.columns if column in header.years]
        level = level_of(cell.text)
        if len({year for year, _ in keys}) > 1 and level.value:
            sentence = f"«\u00a0{level.text}\u00a0» est écrit une fois pour plusieurs années."
            self.doubts.append(Doubt(DoubtKind.UNCLEAR, sentence))
        for year, name in keys:
            self.levels[year, named or name] = level

    def built(self) -> IndicatorRow:
        return indicator_row(
            self.code,
            "\n".join(self.label),
            self.levels,
            self.years,
            place=self.place,
            is_annexe=not self.fiche,
            fiche=self.fiche,
            theme=self.theme,
            points=self.points,
            doubts=self.doubts,
        )
