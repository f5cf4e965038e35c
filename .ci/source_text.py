"""Parse the flattened text of a contract: fiches, engagements, actions with their marks, and Annexe 3.

It knows the layout of the PDF's text and nothing of the fixture, so that one cannot copy the errors of the other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

ACTION = re.compile(r"\bE\d+A\d+\b")
ENGAGEMENT = re.compile(r"^\s*(E\d+)\s+(?=\S)")
MARKS = re.compile(r"^\s*X[X\s]*$")
FICHE = re.compile(r"^\s*Fiche (\d+) [-–] (.+)$")
HEADER = re.compile(r"^\s*(N°.*|action|Engagements|Actions\s+Evaluation.*|.*Evaluation des actions.*)\s*$")
INDICATORS = "Indicateurs de performance"
CODE = re.compile(r"^(R\d+)\b\s*(.*)$")
FIGURE = r"-?\d+(?:,\d+)?(?:%|j)?"
SETTLED_LATER = "Les trajectoires seront calculées"
FIRST_YEAR, YEARS = 2023, 5


@dataclass(frozen=True)
class ActionText:
    """An action in the text. `years` is None where the columns of its marks cannot be recognised.

    `before` is the text between the previous action's marks and this action's code.
    """

    fiche: int
    engagement: str
    code: str
    title: str
    before: str
    wording: str
    evaluation: str
    marks: int
    years: tuple[int, ...] | None


@dataclass(frozen=True)
class IndicatorText:
    """A row of Annexe 3: one (seuil, objectif) a year; None twice for a dash, empty when settled later."""

    code: str
    label: str
    targets: tuple[tuple[Decimal | None, Decimal | None], ...]


def spaced(text: str) -> str:
    """The words, whatever the line breaks and the kinds of spaces and apostrophes."""
    joined = re.sub(r"\s+", " ", text.replace("’", "'").replace("\u2011", "-")).strip()
    return re.sub(r"(?<=\w)- (?=\w)", "-", joined)


def fiche_titles(text: str) -> dict[int, str]:
    """The title of each fiche; a title goes on over the lines until the heading that follows it."""
    titles: dict[int, str] = {}
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if matched := FICHE.match(line):
            rest: list[str] = []
            for following in lines[number + 1 : number + 4]:
                if "Enjeux" in following:
                    break
                rest.append(following)
            titles.setdefault(int(matched[1]), spaced(" ".join([matched[2], *rest])))
    return titles


def actions(text: str) -> list[ActionText]:
    """Every action of every fiche, in order. Deliverables that share a cell are not separated."""
    return [action for number, lines in _fiches(text) for action in _actions_of(number, lines)]


def _fiches(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of each fiche's table of engagements."""
    number, rows_of_fiche, in_table = 0, [], False
    for line in text.replace("\f", "\n").splitlines():
        if matched := FICHE.match(line):
            number, rows_of_fiche, in_table = int(matched[1]), [], False
        elif number and INDICATORS in line:
            yield number, rows_of_fiche
            number = 0
        elif HEADER.match(line):
            in_table = True
        elif number and in_table:
            rows_of_fiche.append(line)


def _actions_of(number: int, lines: list[str]) -> Iterator[ActionText]:
    starts = [place for place, line in enumerate(lines) if ACTION.search(line)]
    engagement, title = "", ""
    for rank, start in enumerate(starts):
        end = starts[rank + 1] if rank + 1 < len(starts) else len(lines)
        body_end = _end_of_body(lines, start, end)
        before = lines[_end_of_body(lines, starts[rank - 1], start) if rank else 0 : start]
        matched = ACTION.search(lines[start])
        assert matched is not None  # noqa: S101 - it is a start
        heading = " ".join([*before, lines[start][: matched.start()]])
        if (numbered := ENGAGEMENT.match(heading)) and numbered[1] != engagement:
            engagement, title = numbered[1], spaced(heading[numbered.end() :])
        wording, evaluation = _cells([lines[start][matched.end() :], *lines[start + 1 : body_end]])
        marks = [line for line in lines[start:body_end] if MARKS.match(line)]
        yield ActionText(
            fiche=number,
            engagement=engagement,
            code=matched[0],
            title=title,
            before=spaced(heading),
            wording=spaced(wording),
            evaluation=spaced(evaluation),
            marks=sum(line.count("X") for line in marks),
            years=years_of(marks[0]) if len(marks) == 1 else None,
        )


def _end_of_body(lines: list[str], start: int, end: int) -> int:
    """After the last line of marks of an action: what follows is the next action's engagement."""
    marked = [place for place in range(start, end) if MARKS.match(lines[place])]
    return marked[-1] + 1 if marked else end


def _cells(lines: list[str]) -> tuple[str, str]:
    """The wording up to the first empty line that follows it, then the évaluation without its marks."""
    wording: list[str] = []
    rest = iter(lines)
    for line in rest:
        if line.strip():
            wording.append(line)
        elif wording:
            break
    return " ".join(wording), " ".join(line for line in rest if not MARKS.match(line))


def years_of(marks: str) -> tuple[int, ...] | None:
    """Five marks, four after a blank, or marks two characters apart; None where blanks do not tell the place."""
    places = [place for place, character in enumerate(marks) if character == "X"]
    if len(places) == YEARS:
        return tuple(range(FIRST_YEAR, FIRST_YEAR + YEARS))
    if all(place % 2 == 0 and place < 2 * YEARS for place in places):
        return tuple(FIRST_YEAR + place // 2 for place in places)
    if len(places) == YEARS - 1 and marks.startswith(" "):
        return tuple(range(FIRST_YEAR + 1, FIRST_YEAR + YEARS))
    return None


def annexe(text: str) -> list[IndicatorText]:
    """The rows of Annexe 3, in order."""
    start = text.rindex("Annexe 3")
    rows: list[list[str]] = []
    for line in text[start:].replace("\f", "\n").splitlines():
        if CODE.match(line.strip()):
            rows.append([line.strip()])
        elif line.startswith("TOTAL GENERAL"):
            break
        elif rows and line.strip():
            rows[-1].append(line.strip())
    return [_indicator(" ".join(row)) for row in rows]


def _indicator(row: str) -> IndicatorText:
    matched = CODE.match(row)
    assert matched is not None  # noqa: S101 - rows start with a code
    label, figures = _label_and_figures(matched[2])
    return IndicatorText(matched[1], spaced(label), _pairs(figures))


def _label_and_figures(text: str) -> tuple[str, list[str]]:
    """The figures are the longest run at the end of dashes and numbers, with or without a unit."""
    words = text.split()
    first = len(words)
    while first and re.fullmatch(rf"-|{FIGURE}", words[first - 1]):
        first -= 1
    return " ".join(words[:first]), words[first:]


def _pairs(words: list[str]) -> tuple[tuple[Decimal | None, Decimal | None], ...]:
    if not words:
        return ()
    dashes = 0
    while words[dashes] == "-":
        dashes += 1
    numbers = _numbers(words[dashes:], 2 * YEARS - dashes)
    cells: list[Decimal | None] = [None] * dashes + list(numbers)
    return tuple(zip(cells[::2], cells[1::2], strict=True))


def _numbers(words: list[str], count: int) -> list[Decimal]:
    """Thousands are parted by the same space as columns: the one grouping in which each pair makes sense."""
    candidates = [matched for matched in _groupings(words, count) if _makes_sense(matched)]
    if len(candidates) != 1:
        raise ValueError(f"{len(candidates)} readings of {' '.join(words)}")
    return candidates[0]


def _groupings(words: list[str], count: int) -> Iterator[list[Decimal]]:
    if not words:
        if count == 0:
            yield []
        return
    if count == 0:
        return
    for size in (1, 2, 3):
        group = words[:size]
        if len(group) < size or any(not re.fullmatch(r"\d{3}", word) for word in group[1:]):
            return
        if size > 1 and not re.fullmatch(r"[1-9]\d{0,2}", group[0]):
            return
        number = Decimal("".join(group).rstrip("%j").replace(",", "."))
        for rest in _groupings(words[size:], count - 1):
            yield [number, *rest]


def _makes_sense(numbers: list[Decimal]) -> bool:
    """A seuil and an objectif of the same order: neither is more than twice the other, unless they are small."""
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return all(max(abs(a), abs(b)) <= max(2 * min(abs(a), abs(b)), 100) for a, b in pairs)
