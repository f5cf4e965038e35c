"""What the columns of a table hold, as its heading says: names of columns, years, seuils and objectifs."""

import re
from dataclasses import dataclass, field

from indicators.reading.source import Cell, Row, spaced

YEAR = re.compile(
    r"(?i)(?P<level>seuil|objectif|cible)?s?\s*(?P<year>20\d\d)(?:\s*(?P<after>seuil|objectif|cible))?"
)
LEVELS = {
    "seuil": "seuil",
    "plancher": "seuil",
    "socle": "seuil",
    "objectif": "objectif",
    "cible": "objectif",
}
NAMES = (
    ("code", re.compile(r"(?i)^(?:n°|code|réf\.?|référence|n° action)$")),
    ("points", re.compile(r"(?i)^(?:points?|poids|pondération|nombre de points)\b")),
    ("evaluation", re.compile(r"(?i)évaluation|evaluation|livrable|preuve")),
    ("engagement", re.compile(r"(?i)^(?:n°\s+)?engagements?\b")),
    ("wording", re.compile(r"(?i)^actions?\b")),
    ("label", re.compile(r"(?i)^(?:indicateurs?|intitulé|libellé)\b")),
    ("level", re.compile(r"(?i)^(?:niveau|type de cible)\b")),
)


def level_named(text: str) -> str:
    """ "seuil" or "objectif" where the text is that word alone."""
    return LEVELS.get(spaced(text).lower().removesuffix("s"), "")


@dataclass(slots=True)
class Header:
    """By column: its year and level, or the name of what it holds. `width` counts the columns."""

    years: dict[int, int]
    levels: dict[int, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    width: int = 0

    @property
    def all_years(self) -> list[int]:
        return sorted(set(self.years.values()))

    def is_of_figures(self, cell: Cell) -> bool:
        return cell.column in self.years

    def key(self, column: int) -> tuple[int, str]:
        return self.years[column], self.levels.get(column, "objectif")

    def name(self, cell: Cell) -> str:
        return next((self.names[column] for column in cell.columns if column in self.names), "")


def header_of(row: Row) -> Header | None:
    """A row of years, each alone in its cell, each year after the one before."""
    years: dict[int, int] = {}
    levels: dict[int, str] = {}
    for cell in row.filled:
        matched = YEAR.fullmatch(spaced(cell.text))
        if matched is None:
            continue
        named = matched["level"] or matched["after"]
        for column in cell.columns:
            years[column] = int(matched["year"])
            if named:
                levels[column] = LEVELS[named.lower()]
    ordered = list(dict.fromkeys(years.values()))
    if not ordered or ordered != list(range(ordered[0], ordered[0] + len(ordered))):
        return None
    header = Header(years, levels, width=_width(row))
    _name(header, row)
    return header if len(ordered) > 1 or header.names else None


def _width(row: Row) -> int:
    return max((cell.column + cell.span for cell in row.cells), default=0)


def _name(header: Header, row: Row) -> None:
    for cell in row.filled:
        text = spaced(cell.text)
        name = next((name for name, pattern in NAMES if pattern.search(text)), "")
        if name and not header.is_of_figures(cell):
            for column in cell.columns:
                header.names.setdefault(column, name)


def add_levels(header: Header, row: Row) -> bool:
    """Whether the row under the years says seuils and objectifs, and nothing else but names of columns."""
    named = {
        cell.column: level_named(cell.text) for cell in row.filled if cell.column >= min(header.years) - 1
    }
    if not named or not all(named.values()):
        return False
    years = header.all_years
    if len(named) % len(years):
        return False
    # Each year covers as many levels, wherever it stands over them.
    each = len(named) // len(years)
    header.years = {column: years[rank // each] for rank, column in enumerate(sorted(named))}
    header.levels = named
    header.width = max(header.width, _width(row))
    _name(header, Row(tuple(cell for cell in row.filled if cell.column not in named), row.place))
    return True
