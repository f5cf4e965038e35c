"""Actions from the lines of a table that lost its columns. Blanks between marks tell their years only where the line
is as wide as its columns; the end of a cell is a blank line.
"""

import re
from collections.abc import Sequence

from indicators.reading.actions import NO_EVALUATION, NONE, SEVERAL
from indicators.reading.deliverables import deliverables_of
from indicators.reading.proposals import Action, Doubt, DoubtKind, Engagement
from indicators.reading.source import Line, spaced

ACTION = re.compile(r"\bE\d+A\d+\b")
ENGAGEMENT = re.compile(r"^\s*(E\d+)\s+(?=\S)")
MARKS = re.compile(r"^\s*X[X\s]*$")
HEADER = re.compile(
    r"(?i)^\s*(?:N°.*|action|engagements|actions\s+[ée]valuation.*|.*[ée]valuation des actions.*)\s*$"
)
BESIDE = re.compile(r"(?<=\S)\s((?:\s+X)+\s*)$")
CAPITAL = re.compile(r"(?<=[a-zà-ÿ]) (?=[A-ZÀ-Ý][a-zà-ÿ]+\b)")
GOES_ON = "La fin de son évaluation est prise dans le texte qui suit ses marques."
TITLE_LOST = "Le libellé de l’engagement est pris dans le texte qui précède."


def actions_of(
    fiche: int, lines: Sequence[Line], years: tuple[int, ...]
) -> tuple[list[Engagement], list[Action]]:
    lines = [line for line in lines if not HEADER.match(line.text)]
    starts = [at for at, line in enumerate(lines) if ACTION.search(line.text)]
    engagements: list[Engagement] = []
    actions: list[Action] = []
    end_before = 0
    for rank, start in enumerate(starts):
        end = starts[rank + 1] if rank + 1 < len(starts) else len(lines)
        body_end = _end_of_body(lines, start, end)
        matched = ACTION.search(lines[start].text)
        assert matched is not None  # noqa: S101 - it is a start
        heading = " ".join(
            [*(line.text for line in lines[end_before:start]), lines[start].text[: matched.start()]]
        )
        action = _action(fiche, matched, lines[start:body_end], years)
        before = _engage(engagements, action, heading, lines[start])
        if actions and before:
            actions[-1].evaluation = f"{actions[-1].evaluation} {before}".strip()
            actions[-1].doubts.append(Doubt(DoubtKind.WORDS, GOES_ON))
        actions.append(action)
        end_before = body_end
    return engagements, actions


def _end_of_body(lines: Sequence[Line], start: int, end: int) -> int:
    """After the last line of marks: what follows is the next action's engagement."""
    marked = [at for at in range(start, end) if MARKS.match(lines[at].text)]
    return marked[-1] + 1 if marked else end


def _engage(engagements: list[Engagement], action: Action, heading: str, line: Line) -> str:
    """Adds the engagement that the action opens; the text before it, which is of the action above."""
    code = action.engagement
    if any(each.code == code for each in engagements):
        return ""
    engagement = Engagement(action.fiche, code, "", line.place)
    engagements.append(engagement)
    before = ""
    matched = ENGAGEMENT.match(heading)
    if matched and matched[1] == code:
        engagement.text = spaced(heading[matched.end() :])
    else:
        heading = spaced(heading)
        found = re.search(rf"\b{code}\s+(\S.*)", heading)
        engagement.text = found[1] if found else ""
        before = heading[: found.start()] if found else heading
        engagement.doubts.append(Doubt(DoubtKind.WORDS, TITLE_LOST))
    return before.strip()


def _action(fiche: int, matched: re.Match[str], lines: Sequence[Line], years: tuple[int, ...]) -> Action:
    texts = [lines[0].text[matched.end() :], *(line.text for line in lines[1:])]
    marks = [text for text in texts if MARKS.match(text)]
    doubts: list[Doubt] = []
    if not marks and (beside := [text for text in texts if BESIDE.search(text)]):
        # The marks stand on the line of a text: the blanks before them are those of the first columns.
        marks = [BESIDE.search(text)[1] for text in beside]  # type: ignore[index]
        texts = [BESIDE.sub("", text) for text in texts]
        doubts.append(Doubt(DoubtKind.YEARS, "Les marques sont sur la ligne d’un texte."))
    wording, held = _cells(texts)
    wording, evaluation = spaced(wording), spaced(held)
    read, more = marked_years(marks, years)
    doubts += more
    if not evaluation:
        doubts.append(Doubt(DoubtKind.WORDS, NO_EVALUATION))
        wording, evaluation = _parted(wording)
    if not wording:
        doubts.append(Doubt(DoubtKind.WORDS, "Aucun libellé n’est lu."))
    is_several = len(marks) > 1
    deliverables = deliverables_of(held, years) if is_several else ()
    return Action(fiche, matched[0], wording, evaluation, read, lines[0].place, doubts, deliverables)


def _parted(text: str) -> tuple[str, str]:
    """Two cells that run together: the second begins with its capital."""
    found = CAPITAL.search(text)
    return (text[: found.start()].strip(), text[found.start() :].strip()) if found else (text, "")


def _cells(texts: Sequence[str]) -> tuple[str, str]:
    """The wording up to the first empty line that follows it, then the évaluation without its marks."""
    wording: list[str] = []
    rest = iter(texts)
    for text in rest:
        if text.strip():
            wording.append(text)
        elif wording:
            break
    return " ".join(wording), "\n".join(text.strip() for text in rest if not MARKS.match(text))


def marked_years(marks: Sequence[str], years: tuple[int, ...]) -> tuple[tuple[int, ...], list[Doubt]]:
    """The years of the marks, and the doubt that the lost columns leave."""
    if not marks:
        return (), [Doubt(DoubtKind.YEARS, NONE)]
    if len(marks) > 1:
        count = sum(mark.count("X") for mark in marks)
        return (years if count >= len(years) else (), [Doubt(DoubtKind.YEARS, SEVERAL)])
    places = [at for at, character in enumerate(marks[0]) if character == "X"]
    if len(places) == len(years):
        return years, []
    is_in_step = all(at % 2 == 0 and at < 2 * len(years) for at in places)
    if is_in_step and len(marks[0]) == 2 * len(years):
        return tuple(years[at // 2] for at in places), []
    if len(places) == len(years) - 1 and places[0] > 0:
        # The blank of an empty cell comes first, so the one year without a mark is the first.
        return years[1:], []
    read = tuple(years[at // 2] for at in places) if is_in_step else years[-len(places) :]
    return read, [Doubt(DoubtKind.YEARS, f"{len(places)} marques dont les colonnes sont perdues.")]
