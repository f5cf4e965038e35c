"""Where the table is in a file: its sheet, its heading, the rows that are no data. It is found, not assumed; what is
passed over is said.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from commitments.ledger.tables.columns import plain_name
from commitments.ledger.tables.limits import LAST_HEADING_ROW, LONGEST_SHOWN, MOST_ROWS
from commitments.ledger.tables.readings import NOTHING_READ, SKIP, Choices, Reading, quoted
from commitments.ledger.tables.rows import (
    Book,
    Line,
    NoteKind,
    Refused,
    Sheet,
    TableRow,
    UnreadableFileError,
    too_many_rows,
)
from commitments.ledger.tables.shapes import Shape
from cpg.shared import french

TOTAL = re.compile(r"(?:sous[ -]?)?tota(?:l|ux)\b|somme\b|ensemble\b|cumul\b")
# Refusals of a file as a whole, which an answer lifts.
SHEET_TO_CHOOSE, HIDDEN_ROWS = "sheet_to_choose", "hidden_rows"
# Between the cells of a row that is quoted.
BETWEEN = "\u202f; "
# With one heading alone that is known, a row is as likely a title.
FEWEST_HEADINGS = 2


@dataclass(frozen=True, slots=True)
class ReadTable:
    """The rows of a table. With a needed column missing, or something to choose first, there are none."""

    rows: tuple[TableRow, ...]
    refused: tuple[Refused, ...] = ()
    reading: Reading = NOTHING_READ


@dataclass(frozen=True, slots=True)
class _Place:
    """A heading in a sheet, and the shape that it fits."""

    sheet: Sheet
    rank: int
    shape: Shape

    @property
    def header(self) -> Line:
        return self.sheet.lines[self.rank]


def find_table(book: Book, shapes: Sequence[Shape], choices: Choices) -> ReadTable:
    """The table that the person means. The first of the shapes is the one that is named to who sends another."""
    places = list(_places(_chosen(book, choices), shapes))
    if len(places) > 1:
        names = tuple(each.sheet.name for each in places)
        return ReadTable((), (_which_sheet(names),), Reading(sheets=names, hidden_sheets=book.hidden))
    place = places[0] if places else _nearly(book, shapes)
    return _read(book, place, choices)


def table_of(lines: Sequence[Line], shape: Shape) -> ReadTable:
    """The table of these lines, the heading first: nothing is looked for, nor passed over."""
    header, *rows = lines
    return ReadTable(tuple(shape.rows(header, rows, "")))


def _chosen(book: Book, choices: Choices) -> tuple[Sheet, ...]:
    if not choices.sheet:
        return book.sheets
    chosen = tuple(each for each in book.sheets if each.name == choices.sheet)
    if chosen:
        return chosen
    if choices.sheet in book.hidden:
        raise UnreadableFileError(
            f"La feuille «\u00a0{choices.sheet}\u00a0» est masquée, et une feuille masquée n’est jamais lue\u00a0: "
            "affichez-la dans votre tableur, puis enregistrez."
        )
    raise UnreadableFileError(
        f"Le fichier n’a pas de feuille «\u00a0{choices.sheet}\u00a0»\u00a0: il a "
        f"{quoted(s.name for s in book.sheets)}."
    )


def _places(sheets: Sequence[Sheet], shapes: Sequence[Shape]) -> Iterator[_Place]:
    """The first heading of each sheet that holds a table."""
    for sheet in sheets:
        heads = [line for line in sheet.lines if line.number <= LAST_HEADING_ROW]
        found = (
            _Place(sheet, rank, shape)
            for rank, line in enumerate(heads)
            for shape in shapes
            if shape.fits(line.cells)
        )
        if place := next(found, None):
            yield place


def _nearly(book: Book, shapes: Sequence[Shape]) -> _Place:
    """The row that knows most headings, whose missing columns are then named."""
    lines = [
        _Place(sheet, rank, shapes[0])
        for sheet in book.sheets
        for rank, line in enumerate(sheet.lines)
        if line.number <= LAST_HEADING_ROW
    ]

    def known(place: _Place) -> int:
        return sum(bool(place.shape.column_of(each)) for each in place.header.cells)

    best = max(lines, key=known, default=None)
    if best is None or known(best) < FEWEST_HEADINGS:
        raise _no_table(book, shapes)
    return best


def _no_table(book: Book, shapes: Sequence[Shape]) -> UnreadableFileError:
    sheets = [each for each in book.sheets if each.lines]
    if not sheets:
        if book.hidden:
            return UnreadableFileError(
                f"Le fichier n’a rien dans ses feuilles visibles\u00a0; {quoted(book.hidden)} est masqué, et n’est "
                "pas lu."
            )
        return UnreadableFileError("Le fichier est vide.")
    first = sheets[0].lines[0]
    texts = BETWEEN.join(each.strip() for each in first.cells if each.strip())[:LONGEST_SHOWN]
    where = f" de la feuille «\u00a0{sheets[0].name}\u00a0»" if sheets[0].name else ""
    return UnreadableFileError(
        f"Aucun tableau à importer n’a été trouvé\u00a0: la ligne {first.number}{where} porte «\u00a0{texts}\u00a0», "
        f"et aucune des {LAST_HEADING_ROW} premières lignes ne porte les colonnes {' et '.join(shapes[0].needed)}. "
        f"Partez du modèle, ou nommez vos colonnes ainsi\u00a0: {', '.join(shapes[0].known)}."
    )


def _read(book: Book, place: _Place, choices: Choices) -> ReadTable:
    header, shape = place.header, place.shape
    refused, unknown = _heading_problems(header, shape, choices)
    reading = Reading(
        sheet=place.sheet.name,
        heading=header.number,
        shape=shape.words,
        separator=book.separator,
        hidden_sheets=book.hidden,
        left_out=tuple(each for each in header.cells if plain_name(each) in choices.left_out),
        unknown=unknown,
    )
    if len(refused) > len(unknown):
        return ReadTable((), tuple(refused), reading)
    above, below = place.sheet.lines[: place.rank], place.sheet.lines[place.rank + 1 :]
    passed: list[Line] = []
    data: list[Line] = []
    for line in below:
        (passed if _is_no_data(line, header, shape) else data).append(line)
    hidden = [each for each in data if each.is_hidden]
    if hidden and choices.hidden in {"", SKIP}:
        data = [each for each in data if not each.is_hidden]
    rows = _limited(shape.rows(header, data, book.separator))
    last = below[-1].number if below else header.number
    reading = replace(
        reading,
        passed=tuple((each.number, _text_of(each)) for each in (*above, *passed)),
        empty=max(0, last - header.number - len(below)),
        hidden_rows=len(hidden),
        hidden=choices.hidden if hidden else "",
        rounded=tuple(_rounded(rows)),
    )
    if reading.asks_hidden:
        refused.append(_hidden_rows(len(hidden)))
    return ReadTable(tuple(rows), tuple(refused), reading)


def _limited(rows: Iterator[TableRow]) -> list[TableRow]:
    listed = []
    for row in rows:
        listed.append(row)
        if len(listed) > MOST_ROWS:
            raise too_many_rows()
    return listed


def _heading_problems(header: Line, shape: Shape, choices: Choices) -> tuple[list[Refused], tuple[str, ...]]:
    """What is wrong with the headings, and which of them are unknown."""
    columns = [shape.column_of(each) for each in header.cells]
    unknown = tuple(
        text
        for text, column in zip(header.cells, columns, strict=True)
        if text.strip() and not column and plain_name(text) not in choices.left_out
    )
    known = ", ".join(shape.known)
    problems = [(text, f"Colonne inconnue\u00a0; les colonnes sont {known}.") for text in unknown]
    problems += [(each, "Cette colonne est là deux fois.") for each in _twice(columns)]
    if not shape.fits(header.cells):
        problems += [(each, "Il manque cette colonne.") for each in shape.needed if each not in columns]
    return [Refused(header.number, text, text, why, "header") for text, why in problems], unknown


def _twice(columns: Sequence[str]) -> list[str]:
    return sorted({each for each in columns if each and columns.count(each) > 1})


def _is_no_data(line: Line, header: Line, shape: Shape) -> bool:
    """A total, a note, or the heading again. What may be data stays: a row is never lost in silence."""
    if any(note.hides_a_row(line.number) for note in line.notes.values()):
        return False
    texts = [each.strip() for each in line.cells if each.strip()]
    if not texts:
        return False
    if [each.strip() for each in header.cells if each.strip()] == texts:
        return True
    key = next(
        (
            cell.strip()
            for cell, heading in zip(line.cells, header.cells, strict=False)
            if shape.column_of(heading) == shape.needed[0]
        ),
        "",
    )
    if key not in {"", texts[0]}:
        return False
    is_total = TOTAL.match(plain_name(texts[0])) is not None
    is_note = len(texts) == 1 and " " in texts[0] and any(each.isalpha() for each in texts[0])
    return is_total or is_note


def _rounded(rows: Sequence[TableRow]) -> Iterator[tuple[int, str, str, str]]:
    for row in rows:
        for column, note in row.notes.items():
            if note.kind is NoteKind.DIGITS:
                shown = row.refused(column, "", "")
                yield shown.line, shown.column, shown.text, note.text


def _which_sheet(names: Sequence[str]) -> Refused:
    reason = (
        f"Plusieurs feuilles contiennent un tableau\u00a0: {quoted(names)}. Choisissez celle à importer (--sheet dans "
        "un terminal)."
    )
    return Refused(0, "feuille", "", reason, SHEET_TO_CHOOSE)


def _hidden_rows(count: int) -> Refused:
    words = french.plural(count, "ligne est masquée", "lignes sont masquées")
    whether = french.plural(count, "si elle compte", "si elles comptent")
    reason = (
        f"{count} {words} par un filtre ou à la main\u00a0: dites {whether} (--hidden include ou skip dans un "
        "terminal)."
    )
    return Refused(0, "lignes masquées", str(count), reason, HIDDEN_ROWS)


def _text_of(line: Line) -> str:
    text = BETWEEN.join(each.strip() for each in line.cells if each.strip())
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} […]"
