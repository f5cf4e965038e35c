"""What is reached, and what is not with the reasons that were given."""

from collections.abc import Iterator, Sequence

from commitments.calendar import ActionStatus
from commitments.selectors import Item
from cpg.shared import french
from dashboards.actions.wording import days_text
from dashboards.documents.blocks import Align, Block, Cell, Column, Heading, Note, Table, Tone
from dashboards.documents.content import words
from dashboards.documents.content.summary import late_until
from dashboards.documents.facts import Facts, Measured
from dashboards.documents.markup import blocks_of
from dashboards.documents.sections import NOT_REACHED, REACHED
from dashboards.shared.figures import gap_text
from dashboards.shared.rows import silence_of
from indicators.domain.judgement import furthest_behind_first
from indicators.domain.model import Absence, Status
from indicators.models import Appreciation

MOST_COMMENTS = 3
FAILING = (Status.SOUS_SEUIL, Status.ENTRE)
NOT_JUDGED = (
    Status.INCOMPLET,
    Status.NON_RENSEIGNE,
    Status.NON_ECHU,
    Status.NEUTRALISE,
    Status.SANS_OBJECTIF,
)
NUMBERS = (Column("Valeur", 4, Align.END), Column("Objectif", 4, Align.END))
REACHED_COLUMNS = (Column("Indicateur", 10), *NUMBERS, Column("Écart", 3, Align.END))
DONE_COLUMNS = (Column("Code", 3), Column("Action", 13), Column("Exercices", 4))
FAILING_COLUMNS = (
    Column("Indicateur", 9),
    *NUMBERS,
    Column("État et écart", 6),
    Column("Ce qui en est dit", 7),
)
SILENT_COLUMNS = (Column("Indicateur", 9), Column("État", 4), Column("Pourquoi", 8))
LATE_COLUMNS = (
    Column("Code", 3),
    Column("Action", 9),
    Column("Échéance", 4),
    Column("Retard", 3),
    Column("Ce qui en est dit", 8),
)
GIVEN_UP_COLUMNS = (
    Column("Code", 3),
    Column("Action", 9),
    Column("Échéance", 3),
    Column("Motif", 7),
    Column("Décidé par", 4),
)


def reached(facts: Facts) -> Iterator[Block]:
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
    done = [item for item in _of_the_years(facts) if item.status is ActionStatus.REALISE]
    if done:
        yield Table("Actions réalisées", DONE_COLUMNS, tuple(_done_lines(done)))
    else:
        yield Note("Aucune action n’est réalisée à cette date.")


def not_reached(facts: Facts) -> Iterator[Block]:
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


def _of_the_years(facts: Facts) -> list[Item]:
    return [item for item in facts.items if item.year in facts.scope.years]


def _reached_line(each: Measured) -> tuple[Cell, ...]:
    gap = gap_text(each.indicator.definition, each.now.gap)
    return (
        words.name_cell(each),
        words.value_cell(each, each.now),
        words.objectif_cell(each, each.now),
        Cell(gap or words.NOTHING),
    )


def _done_lines(done: Sequence[Item]) -> Iterator[tuple[Cell, ...]]:
    for listed, is_again in words.with_again(words.by_place(done)):
        action = words.action_cell(listed[0], is_again=is_again)
        yield Cell(listed[0].code), action, Cell(words.years_said(listed))


def _failing_line(each: Measured) -> tuple[Cell, ...]:
    gap = gap_text(each.indicator.definition, each.now.gap)
    return (
        words.name_cell(each),
        words.value_cell(each, each.now),
        words.objectif_cell(each, each.now),
        words.status_cell(each.now.status, f"Écart{french.NO_BREAK}: {gap}" if gap else ""),
        Cell(_comments(each) or words.NO_COMMENT),
    )


def _silent_line(each: Measured) -> tuple[Cell, ...]:
    said = [french.sentence(silence_of(each.indicator, each.now)) + "."]
    if comments := _comments(each):
        said.append(comments)
    return words.name_cell(each), words.status_cell(each.now.status), Cell(" ".join(said))


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
    said = []
    for month in window:
        record = each.known.records[month]
        reason = record.fact.reason if isinstance(record.fact, Absence) else ""
        text = " ".join(part.strip() for part in (reason, record.comment) if part.strip())
        if text:
            said.append(f"{french.sentence(words.month_said(month))}{french.NO_BREAK}: {words.ended(text)}")
    level = next((found for month in window if (found := each.known.records[month].appreciation)), "")
    if level:
        said.insert(0, f"Appréciation{french.NO_BREAK}: {Appreciation(level).label.lower()}.")
    return french.bound(" ".join(said[: MOST_COMMENTS + bool(level)]))


def _late(facts: Facts) -> Iterator[Block]:
    late = late_until(facts.items, facts.scope.years)
    yield Heading(2, "Actions en retard")
    if not late:
        yield Note("Aucune action n’est en retard à cette date.")
        return
    yield Table("Actions en retard", LATE_COLUMNS, tuple(_late_lines(late)))


def _late_lines(late: Sequence[Item]) -> Iterator[tuple[Cell, ...]]:
    for listed, is_again in words.with_again(words.by_place(late)):
        yield _late_line(listed, is_again=is_again)


def _late_line(listed: Sequence[Item], *, is_again: bool) -> tuple[Cell, ...]:
    """The longest delay, and what was last said of each year."""
    first, several = listed[0], len(listed) > 1
    said = [text for item in listed if (text := _said_of(item, names_year=several))]
    return (
        Cell(first.code),
        words.action_cell(first, is_again=is_again),
        Cell(words.years_said(listed)),
        Cell(days_text(max(item.days_late for item in listed)), Tone.BAD),
        Cell(french.bound(" ".join(said)) or words.NO_COMMENT),
    )


def _said_of(item: Item, *, names_year: bool) -> str:
    record, said = item.record, []
    if record and record.forecast:
        said.append(f"Prévue pour le {french.day(record.forecast)}.")
    if record and record.comment.strip():
        said.append(words.ended(record.comment.strip()))
    year = f"{item.year}{french.NO_BREAK}: " if names_year else ""
    return f"{year}{' '.join(said)}" if said else ""


def _given_up(facts: Facts) -> Iterator[Block]:
    found = [item for item in _of_the_years(facts) if item.status is ActionStatus.ABANDONNE]
    if not found:
        return
    yield Heading(2, "Actions abandonnées")
    yield Table("Actions abandonnées", GIVEN_UP_COLUMNS, tuple(map(_given_up_line, found)))


def _given_up_line(item: Item) -> tuple[Cell, ...]:
    record = item.record
    return (
        Cell(item.code),
        words.action_cell(item),
        Cell(str(item.year)),
        Cell(french.bound(words.ended(record.reason)) if record else words.NOTHING),
        Cell(french.bound(record.decided_by) if record else words.NOTHING),
    )
