"""Parse the worked examples of tests/domain/exemples/: Markdown for controllers, cases for the tests.

An example is a level-three heading (`### Exemple 12 — R6, juin 2024 : …`), a paragraph `**Définition.**`, a table
of targets (`Version`), a table of months (`Mois`), perhaps one of monthly weights (`Profil`), the arithmetic in French,
and a table `Attendu` whose cells are names and figures in turn. A total is a heading `### Total 1 — …`, a table `Terme`
and a table `Attendu`.
Anything that is not understood raises, since an example that is skipped proves nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from cpg.shared.periods import Month, months_between
from indicators.domain.model import (
    Absence,
    AbsenceKind,
    Aggregation,
    Amount,
    Attainment,
    Definition,
    Direction,
    Fact,
    Frequency,
    Pair,
    Series,
    SignedVersion,
    Status,
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
    terms: tuple[tuple[str, Attainment], ...]
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
    """Each term as the attainment that a total reads: its weight, its status, its score, "au moins" or not."""
    terms = tuple(read_term(*row) for row in table(text, "Terme")[1:])
    name = text.splitlines()[0].partition(" — ")[0]
    return Total(name, terms, read_expected(table(text, "Attendu")), text)


def read_term(key: str, weight: str, status: str, score: str) -> tuple[str, Attainment]:
    plain = score.removeprefix("au moins ")
    attained = Attainment(
        month=Month(*CONTRACT_YEARS[:1], 12),
        status=Status(status),
        objectif_annual=None if status == Status.SANS_OBJECTIF else Decimal(1),
        score=optional(plain),
        is_floor=plain != score,
        weight=optional(weight),
    )
    return key, attained


def read_series(text: str) -> Series:
    definition, first_year = read_definition(text)
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
    versions = read_versions(table(text, "Version"), first_year)
    return Series(definition, facts, frozenset(neutralised), versions, read_profiles(text))


def read_definition(text: str) -> tuple[Definition, int | None]:
    """The definition, and the first year of the initial version."""
    paragraph = re.search(r"^\*\*Définition\.\*\*(.*?)\n\n", text, re.MULTILINE | re.DOTALL)
    if paragraph is None:
        raise ValueError("no definition")
    words = {" ".join(name.split()): word for name, word in re.findall(r"([^;`.]+)`([^`]+)`", paragraph[1])}
    first_year = read_year(words.pop("premier exercice"))
    definition = Definition(
        unit=words.pop("unité"),
        decimals=int(words.pop("décimales")),
        direction=Direction(words.pop("sens")),
        aggregation=Aggregation(words.pop("agrégation")),
        frequency=Frequency(words.pop("fréquence")),
        contract_first_year=CONTRACT_YEARS[0],
        contract_last_year=CONTRACT_YEARS[1],
        credit=figure(words.pop("crédit", "0")),
        entry_decimals=int(words.pop("décimales de saisie", "0")),
        numerator_bounded=yes(words.pop("numérateur borné", "non")),
    )
    if words:
        raise ValueError(f"not understood: {sorted(words)}")
    return definition, first_year


def read_year(cell: str) -> int | None:
    return None if cell == "aucun" else int(cell)


def read_profiles(text: str) -> dict[int, tuple[Fraction, ...]]:
    """One row per year and span of months: `| 2025 | juillet à août | 1/36 |`; each year has its twelve weights."""
    weights: dict[int, dict[int, Fraction]] = {}
    for year, months, weight in tables(text, "Profil"):
        for month in read_months(f"{months} {year}"):
            if weights.setdefault(month.year, {}).setdefault(month.number, Fraction(weight)) != Fraction(
                weight
            ):
                raise ValueError(f"{month} twice")
    return {year: tuple(of_months[number] for number in range(1, 13)) for year, of_months in weights.items()}


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


def read_versions(rows: Table, first_year: int | None) -> tuple[SignedVersion, ...]:
    """One row per version and year; a version's rows share its effective date, and follow one another.

    What a version does not name keeps what the version before it holds: a year, the first year, the weight. A version
    that names no year has "—" for it.
    """
    signed: list[SignedVersion] = []
    for row in rows[1:]:
        cells = dict(zip(rows[0], row, strict=True))
        label, effective = cells["Version"], read_day(cells["Date d'effet"])
        if not signed or signed[-1].label != label:
            before = signed[-1] if signed else SignedVersion("", effective, {}, first_year)
            signed.append(replace(before, label=label, effective_from=effective, named=frozenset()))
        if signed[-1].effective_from != effective:
            raise ValueError(f"two dates for {label}")
        signed[-1] = with_row(signed[-1], cells)
    return tuple(signed)


def with_row(version: SignedVersion, cells: dict[str, str]) -> SignedVersion:
    targets, named = dict(version.targets), set(version.named)
    if cells["Année"] != NOTHING:
        year = int(cells["Année"])
        targets[year] = Target(optional(cells["Seuil"]), optional(cells["Objectif"]))
        if targets[year] != Target():
            named.add(year)
    first_year, weight = cells.get("Premier exercice", ""), cells.get("Poids", "")
    return replace(
        version,
        targets=targets,
        named=frozenset(named),
        first_year=read_year(first_year) if first_year else version.first_year,
        weight=optional(weight) if weight else version.weight,
    )


def read_day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 a day, not a time


def read_expected(rows: Table) -> dict[str, str]:
    """Names and figures stand in turn in each row, so that a long list stays readable."""
    cells = [cell for row in rows[1:] for cell in row]
    pairs = [(name, cell) for name, cell in zip(cells[::2], cells[1::2], strict=True) if name]
    if len(dict(pairs)) != len(pairs) or any(not cell for _, cell in pairs):
        raise ValueError(f"a name twice or a figure that is not given: {pairs}")
    return dict(pairs)


def table(text: str, first: str) -> Table:
    """The rows, the header first, of the one table whose header begins with that word."""
    matching = [rows for rows in all_tables(text) if rows[0][0] == first]
    if len(matching) != 1:
        raise ValueError(f"{len(matching)} tables “{first}”")
    return matching[0]


def tables(text: str, first: str) -> Iterator[Row]:
    """The rows of a table that not every example has."""
    for rows in all_tables(text):
        if rows[0][0] == first:
            yield from rows[1:]


def all_tables(text: str) -> Iterator[Table]:
    """Every table, its header first; code marks are dropped."""
    for block in re.findall(r"(?:^\|.*\|\n?)+", text, re.MULTILINE):
        lines = block.strip().splitlines()
        rows = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]
        yield rows[:1] + rows[2:]


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
