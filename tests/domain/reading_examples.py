"""Parse the worked examples of tests/domain/exemples/: Markdown for controllers, cases for the tests.

An example is a level-three heading (`### Exemple 12 — R6, juin 2024 : …`), a paragraph `**Définition.**`, a table
of targets (`Version`), a table of months (`Mois`), the arithmetic in French, and a table `Attendu` whose cells are
names and figures in turn. A total is a heading `### Total 1 — …`, a table `Terme` and a table `Attendu`.
Anything that is not understood raises, since an example that is skipped proves nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from cpg.shared.periods import Month, months_between
from indicators.domain import Term
from indicators.domain.model import (
    Absence,
    AbsenceKind,
    Aggregation,
    Amount,
    Definition,
    Direction,
    Fact,
    Frequency,
    Pair,
    Series,
    SignedVersion,
    Target,
)
from tests.domain.reading_arithmetic import NUMBER, decimal_of

FOLDER = Path(__file__).parent / "exemples"
CONTRACT_YEARS = (2023, 2027)
NOTHING = "—"
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
HEADING = re.compile(r"Exemple (?P<number>\d+) — (?P<code>R\d+|fictif), (?P<month>\w+ \d{4}) : .+")
SPAN = re.compile(r"(?P<first>\w+)(?: (?P<year>\d{4}))?(?: à (?P<last>\w+))? (?P<last_year>\d{4})")

Row = list[str]
Table = list[Row]


@dataclass(frozen=True, slots=True)
class Example:
    """One month of one indicator: its inputs, and every expected cell."""

    name: str
    code: str
    month: Month
    series: Series
    expected: dict[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Total:
    """A total over indicators: its terms, and every expected cell."""

    name: str
    terms: tuple[Term, ...]
    expected: dict[str, str]
    text: str


def examples() -> list[Example]:
    return [read_example(text) for text in sections("Exemple ")]


def totals() -> list[Total]:
    return [read_total(text) for text in sections("Total ")]


def sections(start: str) -> Iterator[str]:
    """The text under each level-three heading that starts so, in the order of the files."""
    for path in sorted(FOLDER.glob("*.md")):
        for section in re.split(r"^(?=##)", plain_spaces(path.read_text()), flags=re.MULTILINE):
            if section.startswith(f"### {start}"):
                yield section.removeprefix("### ")


def plain_spaces(text: str) -> str:
    """French typography is for the eye: no-break spaces and the minus sign read as those of a keyboard."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-").replace("’", "'")


def read_example(text: str) -> Example:
    title = text.splitlines()[0].strip()
    heading = HEADING.fullmatch(title)
    if heading is None:
        raise ValueError(f"heading not understood: {title}")
    try:
        series = read_series(text)
        month = read_month(heading["month"])
        expected = read_expected(table(text, "Attendu"))
    except (ValueError, KeyError) as error:
        raise ValueError(f"{title}: {error!r}") from error
    return Example(f"{heading['number']}-{heading['code']}", heading["code"], month, series, expected, text)


def read_total(text: str) -> Total:
    rows = table(text, "Terme")
    terms = tuple(
        Term(key=key, weight=optional(weight), has_target=yes(objectif), score=optional(score))
        for key, weight, objectif, score in rows[1:]
    )
    name = text.splitlines()[0].partition(" — ")[0]
    return Total(name, terms, read_expected(table(text, "Attendu")), text)


def read_series(text: str) -> Series:
    definition = read_definition(text)
    facts: dict[Month, Fact] = {}
    neutralised: set[Month] = set()
    header, *rows = table(text, "Mois")
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        for month in read_months(cells.pop("Mois")):
            if month in facts or month in neutralised:
                raise ValueError(f"{month} twice")
            if yes(cells.get("Neutralisé", "non")):
                neutralised.add(month)
            fact = read_fact({name: cell for name, cell in cells.items() if name != "Neutralisé"})
            if fact is not None:
                facts[month] = fact
    return Series(definition, facts, frozenset(neutralised), read_versions(table(text, "Version")))


def read_definition(text: str) -> Definition:
    paragraph = re.search(r"^\*\*Définition\.\*\*(.*?)\n\n", text, re.MULTILINE | re.DOTALL)
    if paragraph is None:
        raise ValueError("no definition")
    words = {" ".join(name.split()): word for name, word in re.findall(r"([^;`.]+)`([^`]+)`", paragraph[1])}
    first_year = words.pop("premier exercice")
    definition = Definition(
        unit=words.pop("unité"),
        decimals=int(words.pop("décimales")),
        direction=Direction(words.pop("sens")),
        aggregation=Aggregation(words.pop("agrégation")),
        frequency=Frequency(words.pop("fréquence")),
        first_year=None if first_year == "aucun" else int(first_year),
        contract_first_year=CONTRACT_YEARS[0],
        contract_last_year=CONTRACT_YEARS[1],
        credit=figure(words.pop("crédit", "0")),
    )
    if words:
        raise ValueError(f"not understood: {sorted(words)}")
    return definition


def read_fact(cells: dict[str, str]) -> Fact | None:
    match list(cells.items()):
        case [("Valeur", "non_disponible" | "sans_objet" as kind)]:
            return Absence(AbsenceKind(kind))
        case [("Numérateur", "non_disponible" | "sans_objet" as kind), ("Dénominateur", "—")]:
            return Absence(AbsenceKind(kind))
        case [("Valeur", "—")] | [("Numérateur", "—"), ("Dénominateur", "—")]:
            return None
        case [("Valeur", value)]:
            return Amount(figure(value))
        case [("Numérateur", numerator), ("Dénominateur", denominator)]:
            return Pair(figure(numerator), figure(denominator))
        case _:
            raise ValueError(f"not a month: {cells}")


def read_versions(rows: Table) -> tuple[SignedVersion, ...]:
    """One row per version and year; a version's rows share its effective date."""
    dates: dict[str, str] = {}
    targets: dict[str, dict[int, Target]] = {}
    for label, effective, year, seuil, objectif in rows[1:]:
        if dates.setdefault(label, effective) != effective:
            raise ValueError(f"two dates for {label}")
        targets.setdefault(label, {})[int(year)] = Target(optional(seuil), optional(objectif))
    return tuple(
        SignedVersion(label, datetime.strptime(day, "%d/%m/%Y").date(), targets[label])  # noqa: DTZ007 a day, not a time
        for label, day in dates.items()
    )


def read_expected(rows: Table) -> dict[str, str]:
    """Names and figures stand in turn in each row, so that a long list stays readable."""
    cells = [cell for row in rows[1:] for cell in row]
    pairs = [(name, cell) for name, cell in zip(cells[::2], cells[1::2], strict=True) if name]
    if len(dict(pairs)) != len(pairs) or any(not cell for _, cell in pairs):
        raise ValueError(f"a name twice or a figure that is not given: {pairs}")
    return dict(pairs)


def table(text: str, first: str) -> Table:
    """The rows, the header first, of the one table whose header begins with that word; code marks are dropped."""
    tables = [
        [
            [cell.strip().strip("`") for cell in line.strip("|").split("|")]
            for line in block.strip().splitlines()
        ]
        for block in re.findall(r"(?:^\|.*\|\n?)+", text, re.MULTILINE)
    ]
    matching = [rows[:1] + rows[2:] for rows in tables if rows[0][0] == first]
    if len(matching) != 1:
        raise ValueError(f"{len(matching)} tables “{first}”")
    return matching[0]


def read_months(text: str) -> list[Month]:
    """`mars 2024`, `janvier à juin 2024`, `juillet 2023 à juin 2024`: every month of it."""
    span = SPAN.fullmatch(text)
    if span is None:
        raise ValueError(f"not a month: {text}")
    last = read_month(f"{span['last'] or span['first']} {span['last_year']}")
    return list(months_between(read_month(f"{span['first']} {span['year'] or span['last_year']}"), last))


def read_month(text: str) -> Month:
    name, year = text.split(" ")
    return Month(int(year), MONTHS.index(name) + 1)


def month_in_words(month: Month) -> str:
    return f"{MONTHS[month.number - 1]} {month.year}"


def optional(cell: str) -> Decimal | None:
    return None if cell == NOTHING else figure(cell)


def figure(cell: str) -> Decimal:
    """A French number without its unit, thousands in groups of three."""
    if not re.fullmatch(rf"-?(?:{NUMBER.pattern})", cell):
        raise ValueError(f"not a figure: {cell}")
    return decimal_of(cell)


def yes(cell: str) -> bool:
    return {"oui": True, "non": False, "": False}[cell]
