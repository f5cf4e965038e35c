"""An action from its rows: its wording, its évaluation and its marked years, over as many pages as they take."""

import re
from collections import Counter

from indicators.reading.deliverables import deliverables_of
from indicators.reading.header import Header
from indicators.reading.proposals import Action, Doubt, DoubtKind
from indicators.reading.source import Cell, Row, spaced

CODE = re.compile(r"^\s*(E\d+A\d+)\b\s*")
ENGAGEMENT = re.compile(r"^\s*E\d+\b")
MARKS = {"X", "x", "×", "✓", "✔", "●", "•", "☒", "■"}
SEVERAL = "Plusieurs marques par année\u00a0: des livrables, chacun avec ses années\u00a0?"
NONE = "Aucune année n’est marquée."
NO_EVALUATION = "L’évaluation est vide, ou prise dans le libellé."


class ActionBuilder:
    """The first row gives the code and the place; the next ones go on where a page ended."""

    def __init__(self, fiche: int, row: Row, header: Header) -> None:
        self.fiche = fiche
        self.place = row.place
        self.code = next(matched[1] for cell in row.filled if (matched := CODE.match(cell.text)))
        self.wording: list[str] = []
        self.evaluation: list[str] = []
        self.marks: Counter[int] = Counter()
        self.doubts: list[Doubt] = []
        self.all_years = header.all_years
        self.add(row, header)

    @property
    def engagement(self) -> str:
        return self.code.partition("A")[0]

    def add(self, row: Row, header: Header) -> None:
        texts = [cell for cell in row.filled if not header.is_of_figures(cell)]
        self._texts(texts, header)
        for cell in row.filled:
            if header.is_of_figures(cell):
                self._mark(cell, header)

    def _texts(self, texts: list[Cell], header: Header) -> None:
        after_code = False
        unnamed: list[str] = []
        for cell in texts:
            text = cell.text
            if matched := CODE.match(text):
                after_code, text = True, text[matched.end() :]
            name = header.name(cell)
            if not text.strip() or (name == "engagement" and not matched) or ENGAGEMENT.match(text):
                continue
            if name == "evaluation":
                self.evaluation.append(text)
            elif name == "wording" or (matched and name in {"code", "engagement"}):
                self.wording.append(text)
            elif after_code:
                unnamed.append(text)
        if unnamed:
            self._unnamed(unnamed)

    def _unnamed(self, texts: list[str]) -> None:
        """Columns without a name: the wording, then the évaluation."""
        if not self.wording:
            self.wording.append(texts.pop(0))
        self.evaluation += texts

    def _mark(self, cell: Cell, header: Header) -> None:
        marks = cell.text.split()
        years = {header.years[column] for column in cell.columns if column in header.years}
        if not set(marks) <= MARKS and set("".join(marks)) <= MARKS:
            marks = list("".join(marks))
        if not set(marks) <= MARKS:
            sentence = f"{min(years)}\u00a0: «\u00a0{spaced(cell.text)}\u00a0» n’est pas une marque connue."
            self.doubts.append(Doubt(DoubtKind.YEARS, sentence, min(years)))
            return
        if len(years) > 1:
            self.doubts.append(Doubt(DoubtKind.YEARS, "Une marque couvre plusieurs années."))
        for year in years:
            self.marks[year] += len(marks)

    def built(self) -> Action:
        wording, evaluation = (spaced(" ".join(each)) for each in (self.wording, self.evaluation))
        if not self.marks:
            self.doubts.append(Doubt(DoubtKind.YEARS, NONE))
        elif max(self.marks.values()) > 1:
            self.doubts.append(Doubt(DoubtKind.YEARS, SEVERAL))
        if not wording:
            self.doubts.append(Doubt(DoubtKind.WORDS, "Aucun libellé n’est lu."))
        if not evaluation:
            self.doubts.append(Doubt(DoubtKind.WORDS, NO_EVALUATION))
        is_several = bool(self.marks) and max(self.marks.values()) > 1
        held = "\n".join(self.evaluation)
        return Action(
            self.fiche,
            self.code,
            wording,
            evaluation,
            tuple(sorted(self.marks)),
            self.place,
            self.doubts,
            deliverables_of(held, self.all_years, self.marks) if is_several else (),
        )
