"""A contract from the rows of its tables: each cell is of a known column, so nothing of it is guessed."""

import re
from collections.abc import Iterator

from indicators.reading.actions import ActionBuilder
from indicators.reading.header import Header, add_levels, header_of, level_named
from indicators.reading.headings import ANNEXE, fiche_of, part_of, theme_of
from indicators.reading.proposals import Doubt, DoubtKind, Engagement, Proposal, Title
from indicators.reading.source import Cell, Line, Place, Row, Source, spaced
from indicators.reading.table_indicators import INDICATOR, IndicatorBuilder

ACTION = re.compile(r"^\s*(E\d+A\d+)\b\s*")
ENGAGEMENT = re.compile(r"^\s*(E\d+)\b\s*")
# A code of an action, or of an indicator with figures, that stands in no table that was recognised.
OUTSIDE = re.compile(r"\bE\d+A\d+\b|^\s*[A-Z]{1,6}-?\d{1,3}\s.*\d\s*%?\s+\d")
LONGEST_SHOWN = 120
TOTAL = re.compile(r"(?i)^\s*(?:sous-)?total\b")


def read_tables(source: Source) -> Proposal:
    walk = _Walk(source)
    for block in source.blocks:
        if isinstance(block, Row):
            walk.row(block)
        else:
            walk.line(block)
    return walk.finish()


class _Walk:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.proposal = Proposal()
        self.lines = source.lines
        self.at = -1
        self.part = self.fiche = self.theme = 0
        self.is_annexe = False
        self.header: Header | None = None
        self.awaits_levels = False
        self.table = 0
        self.engagement: Engagement | None = None
        self.action: ActionBuilder | None = None
        self.indicator: IndicatorBuilder | None = None
        self.unnamed = 0
        self.outside: list[tuple[int, str, Line]] = []

    # Lines between the tables.

    def line(self, line: Line) -> None:
        self.at += 1
        if not line.text.strip():
            return
        if title := part_of(self.lines, self.at, is_wrapped=self.source.is_wrapped):
            self._close()
            title.number = title.number or len(self.proposal.parts) + 1
            self.part = title.number
            self._add(self.proposal.parts, title)
        elif title := fiche_of(self.lines, self.at, is_wrapped=self.source.is_wrapped):
            self._close()
            self.fiche, self.engagement, self.is_annexe, title.parent = title.number, None, False, self.part
            self._add(self.proposal.fiches, title)
        elif ANNEXE.match(line.text):
            self._close()
            self.is_annexe = True
        elif theme := theme_of(line):
            self._close()
            self._begin_theme(theme, line.place)
        elif found := OUTSIDE.search(line.text):
            self.outside.append((self.fiche, found[0].split()[0], line))

    def _add(self, titles: list[Title], title: Title) -> None:
        """The same number again is a table of contents, or a heading that is repeated on the next page."""
        held = next((each for each in titles if each.number == title.number), None)
        if held is None:
            titles.append(title)
        elif held.text != title.text:
            sentence = f"Un autre titre porte ce numéro\u00a0: «\u00a0{title.text}\u00a0» ({title.place})."
            held.doubts.append(Doubt(DoubtKind.WORDS, sentence))

    def _begin_theme(self, text: str, place: Place) -> None:
        held = next((each for each in self.proposal.themes if each.text == text), None)
        if held is None:
            held = Title(len(self.proposal.themes) + 1, text, place)
            self.proposal.themes.append(held)
        self.theme = held.number

    # Rows of tables.

    def row(self, row: Row) -> None:
        is_new = row.place.table != self.table
        self.table = row.place.table
        if self.awaits_levels and self.header and add_levels(self.header, row):
            self.awaits_levels = False
            return
        self.awaits_levels = False
        if header := header_of(row):
            self.header, self.awaits_levels = header, True
            return
        width = max((cell.column + cell.span for cell in row.cells), default=0)
        if is_new and self.header and width > self.header.width:
            self.header = None
        if self.header is not None and row.filled:
            self._body(row, self.header)

    def _body(self, row: Row, header: Header) -> None:
        texts = [cell for cell in row.filled if not header.is_of_figures(cell)]
        if any(ACTION.match(cell.text) for cell in texts):
            self._begin_action(row, header, texts)
        elif self._is_engagement(texts, header):
            self._begin_engagement(texts)
        elif self._is_indicator(texts, row, header):
            self._begin_indicator(row, header, texts)
        elif self.action is not None:
            self._go_on_action(row, header, self.action)
        else:
            self._go_on(row, header, texts)

    def _go_on_action(self, row: Row, header: Header, action: ActionBuilder) -> None:
        """Where a page ended: the engagement is said again, or its wording goes on as the cells beside it do."""
        action.add(row, header)
        held = next(
            (
                each
                for each in self.proposal.engagements
                if (each.fiche, each.code) == (self.fiche, action.engagement)
            ),
            None,
        )
        for cell in row.filled:
            text = spaced(cell.text)
            if held is not None and header.name(cell) == "engagement" and text not in held.text:
                held.text = spaced(f"{held.text} {text}")
                held.doubts.append(Doubt(DoubtKind.WORDS, f"Le libellé continue plus loin ({cell.place})."))

    def _begin_action(self, row: Row, header: Header, texts: list[Cell]) -> None:
        self._close()
        self._begin_engagement([cell for cell in texts if not ACTION.match(cell.text)], at_most=1)
        self.action = ActionBuilder(self.fiche, row, header)

    def _is_engagement(self, texts: list[Cell], header: Header) -> bool:
        return bool(texts) and bool(ENGAGEMENT.match(texts[0].text)) and "label" not in header.names.values()

    def _begin_engagement(self, texts: list[Cell], at_most: int = 2) -> None:
        """E1 and its wording, in one cell or in two."""
        for rank, cell in enumerate(texts[:at_most]):
            if matched := ENGAGEMENT.match(cell.text):
                rest = cell.text[matched.end() :] or (texts[rank + 1].text if rank + 1 < len(texts) else "")
                self._engage(matched[1], spaced(rest), cell.place)
                return

    def _engage(self, code: str, text: str, place: Place) -> None:
        held = next(
            (each for each in self.proposal.engagements if (each.fiche, each.code) == (self.fiche, code)),
            None,
        )
        if held is None:
            self.proposal.engagements.append(Engagement(self.fiche, code, text, place))
        elif text and held.text != text:
            held.doubts.append(
                Doubt(DoubtKind.WORDS, f"Écrit autrement plus loin\u00a0: «\u00a0{text}\u00a0».")
            )

    def _is_indicator(self, texts: list[Cell], row: Row, header: Header) -> bool:
        if not texts or TOTAL.match(texts[0].text) or "evaluation" in header.names.values():
            return False
        if INDICATOR.match(texts[0].text):
            return True
        # A table that gives no codes: a label, and figures.
        has_figures = any(header.is_of_figures(cell) for cell in row.filled)
        return has_figures and not self._has_codes and not level_named(texts[0].text)

    @property
    def _has_codes(self) -> bool:
        return self.indicator is not None and self.indicator.has_code

    def _begin_indicator(self, row: Row, header: Header, texts: list[Cell]) -> None:
        self._close()
        if not INDICATOR.match(texts[0].text):
            self.unnamed += 1
        fiche = 0 if self.is_annexe else self.fiche
        self.indicator = IndicatorBuilder(row, header, theme=self.theme, fiche=fiche, rank=self.unnamed)

    def _go_on(self, row: Row, header: Header, texts: list[Cell]) -> None:
        """A second row of the indicator, the end of its label on the next page, a theme, or a total."""
        has_figures = any(header.is_of_figures(cell) for cell in row.filled)
        if texts and TOTAL.match(texts[0].text):
            self._close()
        elif self.indicator is not None and has_figures:
            self.indicator.add_levels(row, header)
        elif len(texts) == 1 and self._is_heading(texts[0], header):
            self._close()
            self._begin_theme(spaced(texts[0].text), texts[0].place)
        elif self.indicator is not None and texts:
            self.indicator.label += [cell.text for cell in texts]
            self.indicator.doubts.append(
                Doubt(DoubtKind.WORDS, f"Le libellé continue dans la rangée suivante ({row.place}).")
            )

    def _is_heading(self, cell: Cell, header: Header) -> bool:
        """Text alone on its row, from the first column on; at the top of a page it may be the end of a label."""
        if cell.span > 1 or cell.column < min(
            (c for c, n in header.names.items() if n == "label"), default=0
        ):
            return True
        return cell.column == 0 and (self.indicator is None or cell.place.page == self.indicator.place.page)

    # What was being read is whole.

    def _close(self) -> None:
        if self.action is not None:
            self.proposal.actions.append(self.action.built())
        if self.indicator is not None:
            self.proposal.rows.append(self.indicator.built())
        self.action = self.indicator = None

    def finish(self) -> Proposal:
        self._close()
        self.proposal.doubts += self._outside()
        return self.proposal

    def _outside(self) -> Iterator[Doubt]:
        """Codes that stand in no table that was recognised, and nowhere else."""
        held = {(action.fiche, action.code) for action in self.proposal.actions}
        codes = {row.code for row in self.proposal.rows}
        for fiche, code, line in self.outside:
            if (fiche, code) not in held and code not in codes:
                text = line.text.strip()[:LONGEST_SHOWN]
                sentence = f"{code} est écrit hors d’un tableau ({line.place})\u00a0: «\u00a0{text}\u00a0»."
                yield Doubt(DoubtKind.MISSING, sentence)
