"""What is reached, and what is not with the reasons that were given."""

from collections.abc import Iterator, Sequence

from commitments.calendar import ActionStatus
from commitments.selectors import Item
from commitments.wording import expected_of, longest_lateness
from cpg.shared import french
from dashboards.documents.blocks import (
    Align,
    Block,
    DocumentCell,
    DocumentColumn,
    Heading,
    Note,
    Table,
    Tone,
)
from dashboards.documents.content import words
from dashboards.documents.content.done import done_actions
from dashboards.documents.content.summary import late_until
from dashboards.documents.facts import Measured, ReviewFacts
from dashboards.documents.markup import blocks_of
from dashboards.documents.sections import NOT_REACHED, REACHED
from dashboards.shared.coverage import expected_in
from dashboards.shared.figures import gap_at_least
from dashboards.shared.sentences import silence_of
from indicators.domain.judgement import furthest_behind_first
from indicators.domain.model import Absence, Status
from indicators.models import Appreciation

MOST_COMMENTS = 3
DONE_ONCE = "Les engagements, fiche par fiche, ne les répètent pas."
NOTHING_DONE = (
    "Aucune action n’est réalisée en entier\u202f; les engagements, fiche par fiche, disent ce qui l’est."
)
FAILING = (Status.SOUS_SEUIL, Status.ENTRE)
NOT_JUDGED = (
    Status.INCOMPLET,
    Status.NON_RENSEIGNE,
    Status.NON_ECHU,
    Status.SANS_OBJET,
    Status.NEUTRALISE,
    Status.SANS_OBJECTIF,
)
NUMBERS = (DocumentColumn("Valeur", 4, Align.END), DocumentColumn("Objectif", 4, Align.END))
REACHED_COLUMNS = (DocumentColumn("Indicateur", 10), *NUMBERS, DocumentColumn("Écart", 3, Align.END))
DONE_COLUMNS = (
    DocumentColumn("Action", 12),
    DocumentColumn("Réalisée pour", 5),
    DocumentColumn("Ce qui en est dit", 7),
)
FAILING_COLUMNS = (
    DocumentColumn("Indicateur", 9),
    *NUMBERS,
    DocumentColumn("État et écart", 6),
    DocumentColumn("Ce qui en est dit", 7),
)
SILENT_COLUMNS = (DocumentColumn("Indicateur", 9), DocumentColumn("État", 4), DocumentColumn("Pourquoi", 8))
LATE_COLUMNS = (
    DocumentColumn("Action", 11),
    DocumentColumn("Échéance", 3),
    DocumentColumn("En retard", 5),
    DocumentColumn("Ce qui en est dit", 8),
)
GIVEN_UP_COLUMNS = (
    DocumentColumn("Action", 11),
    DocumentColumn("Échéance", 3),
    DocumentColumn("Motif", 7),
    DocumentColumn("Décidé par", 4),
)


def reached(facts: ReviewFacts) -> Iterator[Block]:
    yield Heading(1, "Ce qui est atteint")
    yield from blocks_of(facts.text(REACHED))
    found = [each for each in facts.measured if each.now.status is Status.ATTEINT]
    yield Heading(2, "Objectifs atteints")
    if found:
        yield Table(
            "Indicateurs dont l’objectif est atteint", REACHED_COLUMNS, tuple(map(_reached_line, found))
        )
    else:
        yield Note("Aucun objectif n’est atteint à cette date.")
    yield Heading(2, "Actions réalisées")
    done = done_actions(facts)
    if done:
        yield Table("Actions réalisées", DONE_COLUMNS, tuple(map(_done_line, done)))
        yield Note(DONE_ONCE)
    else:
        yield Note(NOTHING_DONE)


def not_reached(facts: ReviewFacts) -> Iterator[Block]:
    yield Heading(1, "Ce qui ne l’est pas, et pourquoi", follows=True)
    yield from blocks_of(facts.text(NOT_REACHED))
    yield Heading(2, "Objectifs non atteints")
    failing = [each for each in facts.measured if each.now.status in FAILING]
    if failing:
        ordered = sorted(
            failing, key=lambda each: (FAILING.index(each.now.status), furthest_behind_first(each.now))
        )
        yield Table(
            "Indicateurs dont l’objectif n’est pas atteint",
            FAILING_COLUMNS,
            tuple(map(_failing_line, ordered)),
        )
    else:
        yield Note("Aucun indicateur mesuré n’est loin de son objectif.")
    silent = [each for each in facts.measured if each.now.status in NOT_JUDGED]
    if silent:
        yield Heading(2, "Indicateurs qui ne se jugent pas encore")
        yield Table("Indicateurs sans score", SILENT_COLUMNS, tuple(map(_silent_line, silent)))
    yield from _late(facts)
    yield from _given_up(facts)


def _of_the_years(facts: ReviewFacts) -> list[Item]:
    return [item for item in facts.items if item.year in facts.scope.years]


def _reached_line(each: Measured) -> tuple[DocumentCell, ...]:
    gap = gap_at_least(each.indicator.definition, each.now)
    return (
        words.name_cell(each),
        words.value_cell(each, each.now),
        words.objectif_cell(each, each.now),
        DocumentCell(gap or words.NOTHING),
    )


def _done_line(listed: Sequence[Item]) -> tuple[DocumentCell, ...]:
    """One line an action, whatever its deliverables and years."""
    first = listed[0]
    numbers = sorted({item.planned.deliverable.number for item in listed if item.planned.deliverable})
    parts = f", {french.counted(len(numbers), 'livrable', 'livrables')}" if numbers else ""
    said = [text for item in listed if (text := _comment_of(item, names_year=len(listed) > 1))]
    return (
        DocumentCell(french.bound(first.action.wording), detail=f"{first.code}{parts}"),
        DocumentCell(words.years_text(listed), Tone.DONE),
        DocumentCell(french.bound(" ".join(said)) or words.NO_COMMENT),
    )


def _failing_line(each: Measured) -> tuple[DocumentCell, ...]:
    gap = gap_at_least(each.indicator.definition, each.now)
    return (
        words.name_cell(each),
        words.value_cell(each, each.now),
        words.objectif_cell(each, each.now),
        words.status_cell(each.now.status, f"Écart{french.NO_BREAK}: {gap}" if gap else ""),
        DocumentCell(_comments(each) or words.NO_COMMENT),
    )


def _silent_line(each: Measured) -> tuple[DocumentCell, ...]:
    texts = [
        french.sentence(silence_of(each.indicator, each.now, expected_in(each.known.series, each.now))) + "."
    ]
    if comments := _comments(each):
        texts.append(comments)
    return words.name_cell(each), words.status_cell(each.now.status), DocumentCell(" ".join(texts))


def _comments(each: Measured) -> str:
    """The last comments of the year up to the month, with the reasons of absences and the latest appréciation."""
    window = sorted(
        (
            month
            for month in each.known.records
            if month.year == each.now.month.year and month <= each.now.month
        ),
        reverse=True,
    )
    texts = []
    for month in window:
        record = each.known.records[month]
        reason = record.fact.reason if isinstance(record.fact, Absence) else ""
        text = " ".join(part.strip() for part in (reason, record.comment) if part.strip())
        if text:
            texts.append(f"{french.sentence(words.month_text(month))}{french.NO_BREAK}: {words.ended(text)}")
    level = next((found for month in window if (found := each.known.records[month].appreciation)), "")
    if level:
        texts.insert(0, f"Appréciation{french.NO_BREAK}: {Appreciation(level).label.lower()}.")
    return french.bound(" ".join(texts[: MOST_COMMENTS + bool(level)]))


def _late(facts: ReviewFacts) -> Iterator[Block]:
    late = late_until(facts.items, facts.scope.years)
    yield Heading(2, "Actions en retard")
    if not late:
        yield Note("Aucune action n’est en retard à cette date.")
        return
    yield Table("Actions en retard", LATE_COLUMNS, tuple(_late_lines(late)))


def _late_lines(late: Sequence[Item]) -> Iterator[tuple[DocumentCell, ...]]:
    for listed, is_again in words.with_again(words.by_place(late)):
        yield _late_line(listed, is_again=is_again)


def _late_line(listed: Sequence[Item], *, is_again: bool) -> tuple[DocumentCell, ...]:
    """The longest delay, and the latest comment of each year."""
    first, several = listed[0], len(listed) > 1
    texts = [text for item in listed if (text := _comment_of(item, names_year=several))]
    return (
        words.action_cell(first, is_again=is_again),
        DocumentCell(words.years_text(listed)),
        DocumentCell(longest_lateness(listed), Tone.LATE),
        DocumentCell(french.bound(" ".join(texts)) or words.NO_COMMENT),
    )


def _comment_of(item: Item, *, names_year: bool) -> str:
    record, texts = item.record, []
    if item.forecast:
        texts.append(f"{french.sentence(expected_of(item))}.")
    if record and record.comment.strip():
        texts.append(words.ended(record.comment.strip()))
    year = f"{item.year}{french.NO_BREAK}: " if names_year else ""
    return f"{year}{' '.join(texts)}" if texts else ""


def _given_up(facts: ReviewFacts) -> Iterator[Block]:
    found = [item for item in _of_the_years(facts) if item.status is ActionStatus.ABANDONNE]
    if not found:
        return
    yield Heading(2, "Actions abandonnées")
    yield Table("Actions abandonnées", GIVEN_UP_COLUMNS, tuple(map(_given_up_line, found)))


def _given_up_line(item: Item) -> tuple[DocumentCell, ...]:
    record = item.record
    return (
        words.action_cell(item),
        DocumentCell(str(item.year)),
        DocumentCell(french.bound(words.ended(record.reason)) if record else words.NOTHING),
        DocumentCell(french.bound(record.decided_by) if record else words.NOTHING),
    )
