"""The groups of « Ce que sera décembre », their titles, and what they make of the year: the table that pages read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.overview.december_rows import DecemberRow
from dashboards.shared.awaited import to_enter
from dashboards.shared.chances import DECEMBER, OUT_OF_REACH, SECURED
from dashboards.shared.fates import Fate, announced_text

# A link says the state only.
BEFORE_THE_POINT = re.compile(r"^(est|sont|reste|restent) ")
# Why an indicator is no row of the table.
WITHOUT_TARGET = "Sans objectif en décembre"
APART = "Neutralisés, sans objet ou pas encore dus"


class Result(StrEnum):
    """What a year that is over gave. The value is its anchor."""

    BELOW = "sous"
    BETWEEN = "entre"
    REACHED = "atteint"
    NONE = "sans-resultat"

    def count_text(self, count: int) -> str:
        one, many = {
            Result.BELOW: ("n’a pas tenu le seuil", "n’ont pas tenu le seuil"),
            Result.BETWEEN: ("a fini entre seuil et objectif", "ont fini entre seuil et objectif"),
            Result.REACHED: ("a atteint l’objectif", "ont atteint l’objectif"),
            Result.NONE: ("reste sans résultat", "restent sans résultat"),
        }[self]
        return french.plural(count, one, many)


@dataclass(frozen=True, slots=True)
class DecemberGroup:
    """Rows with one fate, or of a year that is over with one result."""

    kind: Fate | Result
    rows: Sequence[DecemberRow]

    @property
    def title(self) -> str:
        """`Sept se jouent encore`."""
        return f"{french.sentence(french.count_word(len(self.rows)))} {self.kind.count_text(len(self.rows))}"

    @property
    def note(self) -> str:
        """What the title does not say; "" where it says all."""
        if isinstance(self.kind, Result):
            has_missing = self.kind is Result.NONE and all(row.state.now for row in self.rows)
            return "une valeur manque" if has_missing else ""
        if all(row.state.has_ended for row in self.rows):
            return "l’année est finie\u00a0: aucune chance n’est plus annoncée"
        is_one = len(self.rows) == 1
        first = "" if is_one else "les plus indécis d’abord\u00a0: "
        return {
            Fate.PLAYED: f"{first}c’est là qu’une décision change l’année",
            Fate.SHORT: seuil_note([row.seuil_chance for row in self.rows]),
            Fate.UNKNOWN: f"rien ne permet encore d’estimer {'sa' if is_one else 'leur'} chance",
            Fate.SURE: "si la fin d’année ressemble au début",
        }[self.kind]

    @property
    def link(self) -> str:
        """`7 se jouent encore`, `2 presque certains ou acquis`."""
        text = self.kind.count_text(len(self.rows))
        return f"{len(self.rows)}{french.NO_BREAK}{BEFORE_THE_POINT.sub('', text)}"


def seuil_note(chances: Sequence[Decimal | None]) -> str:
    """What is left to those whose objectif would not be reached."""
    if any(each is not None and OUT_OF_REACH < each < SECURED for each in chances):
        return "ce qui peut encore tenir est le seuil"
    if all(each == SECURED for each in chances):
        return "son seuil est acquis" if len(chances) == 1 else "leur seuil est acquis"
    return ""


@dataclass(frozen=True)
class December:
    """The groups that have rows, in order; the indicators that December judges by no objectif, and those of a year that
    is over of which nothing was to be judged. `unentered`: the months of a year that is over today that nobody entered.
    """

    month: Month | None
    groups: Sequence[DecemberGroup]
    without_target: Sequence[DecemberRow]
    apart: Sequence[DecemberRow]
    unentered: Sequence[Month] = ()

    @property
    def year(self) -> int:
        return self.month.year if self.month else 0

    @property
    def is_over(self) -> bool:
        """Whether the month shown is the last one of its year."""
        return self.month is not None and self.month.number == DECEMBER

    @property
    def title(self) -> str:
        if self.is_over:
            return f"Ce que {self.year} a donné"
        return f"Décembre {self.year} reste à saisir" if self.unentered else "Ce que sera décembre"

    @property
    def rows(self) -> list[DecemberRow]:
        """Every row in its rank."""
        return [row for group in self.groups for row in group.rows]

    @property
    def left_out(self) -> list[tuple[str, Sequence[DecemberRow]]]:
        """What is no row of the table, by the reason for it; the reasons without an indicator are left out."""
        found = ((WITHOUT_TARGET, self.without_target), (APART, self.apart))
        return [(title, rows) for title, rows in found if rows]

    def of(self, kind: Fate | Result) -> Sequence[DecemberRow]:
        return next((group.rows for group in self.groups if group.kind is kind), ())

    @property
    def announced(self) -> str:
        """`pour décembre, sept se jouent encore, huit n’y arriveraient pas et six sont presque certains ou acquis`; ""
        where nothing is estimated. Of a year that is over today nothing is announced: its last months were not entered.
        """
        if self.unentered:
            return to_enter(self.unentered)
        return announced_text(lambda fate: len(self.of(fate)))
