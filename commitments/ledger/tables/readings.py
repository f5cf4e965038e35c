"""Which table of a file was read, and how: said first in a preview, kept with it; what the person is still asked."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from cpg.shared import french

INCLUDE, SKIP = "include", "skip"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person said of a file: the sheet, whether hidden rows count, the columns that are left out. Of a source,
    also the column that a heading means (`renamed`, by the plain name of the heading), and the text that every row has
    in a column that the file has not (`given`).
    """

    sheet: str = ""
    hidden: str = ""
    left_out: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """`heading` is the row of the heading, `passed` the rows above and below that are no data, with their texts,
    `empty` how many rows between say nothing. `rounded` are the cells with more digits than they show: row, column,
    text, content.

    Asked: which of the `sheets`, whether the `hidden_rows` count (`asks_hidden`), whether the `unknown` columns go.
    """

    sheet: str = ""
    heading: int = 0
    shape: str = ""
    separator: str = ""
    passed: tuple[tuple[int, str], ...] = ()
    empty: int = 0
    hidden_rows: int = 0
    hidden: str = ""
    hidden_sheets: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    rounded: tuple[tuple[int, str, str, str], ...] = ()
    sheets: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def asks_hidden(self) -> bool:
        return bool(self.hidden_rows) and not self.hidden

    @property
    def asks(self) -> bool:
        return bool(self.sheets or self.unknown or self.asks_hidden)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> "Reading":
        lists = {name: tuple(value) for name, value in data.items() if isinstance(value, list | tuple)}
        for name in ("passed", "rounded"):
            lists[name] = tuple(tuple(each) for each in lists.get(name, ()))
        return cls(**{**data, **lists})


AS_IT_IS, NOTHING_READ = Choices(), Reading()


def sentences_of(reading: Reading) -> list[str]:
    """What was read and what was passed over, in sentences; nothing where no table was chosen yet."""
    if not reading.heading:
        return []
    where = f"Feuille «\u00a0{reading.sheet}\u00a0», en-tête" if reading.sheet else "En-tête"
    said = [f"{where} à la ligne {reading.heading}, {reading.shape}."]
    if reading.hidden_sheets:
        words = french.plural(
            len(reading.hidden_sheets), "Feuille masquée, non lue", "Feuilles masquées, non lues"
        )
        said.append(f"{words}\u00a0: {quoted(reading.hidden_sheets)}.")
    said += [f"Ligne {number} passée\u00a0: «\u00a0{text}\u00a0»." for number, text in reading.passed]
    if reading.empty:
        said.append(
            f"{reading.empty} {french.plural(reading.empty, 'ligne vide passée', 'lignes vides passées')}."
        )
    if reading.hidden:
        many = "comptées" if reading.hidden == INCLUDE else "laissées de côté"
        one = many.replace("ées", "ée")
        words = french.plural(reading.hidden_rows, f"ligne masquée, {one}", f"lignes masquées, {many}")
        said.append(f"{reading.hidden_rows} {words}.")
    if reading.left_out:
        words = french.plural(len(reading.left_out), "Colonne laissée de côté", "Colonnes laissées de côté")
        said.append(f"{words}\u00a0: {quoted(reading.left_out)}.")
    for row, column, shown, content in reading.rounded:
        said.append(
            f"Ligne {row}, {column}\u00a0: pris {shown}, comme affiché\u00a0; la cellule contient {content}."
        )
    return said


def quoted(names: Iterable[str]) -> str:
    return ", ".join(f"«\u00a0{each}\u00a0»" for each in names)
