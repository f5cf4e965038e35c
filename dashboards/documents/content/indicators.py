"""Every indicator, theme by theme, with a line for each year looked at."""

from collections.abc import Iterator
from dataclasses import replace

from cpg.shared import french
from dashboards.documents.blocks import (
    Align,
    Block,
    Curve,
    DocumentCell,
    DocumentColumn,
    Heading,
    Note,
    Table,
)
from dashboards.documents.content import words
from dashboards.documents.content.commentary import commentary, only_written
from dashboards.documents.content.summary import by_theme
from dashboards.documents.dossier.curves import curves
from dashboards.documents.facts import Measured, ReviewFacts
from dashboards.models.commentary import OF_THEME

# In millimetres: five on a page, and labels of 9 points do not meet.
HEIGHT = 32
COLUMNS = (
    DocumentColumn("Indicateur", 12),
    DocumentColumn("Exercice", 4),
    DocumentColumn("Valeur", 5, Align.END),
    DocumentColumn("Seuil", 5, Align.END),
    DocumentColumn("Objectif", 5, Align.END),
    DocumentColumn("État", 10),
    DocumentColumn("Score", 4, Align.END),
)


def indicators(facts: ReviewFacts) -> Iterator[Block]:
    month = facts.scope.month
    yield Heading(1, "Les indicateurs, thème par thème", follows=True)
    if month.number < 12:
        yield Note(
            f"L’exercice {month.year} s’arrête à fin {words.month_text(month)}{french.NARROW}; le seuil et l’objectif "
            "d’un cumul sont ramenés aux mois écoulés. Les exercices précédents sont entiers."
        )
    for title, listed in by_theme(facts.measured):
        yield Heading(2, title)
        yield from commentary(facts.commentaries.get(f"{OF_THEME}{listed[0].indicator.theme.position}"))
        lines = tuple(line for each in listed for line in _lines(each))
        yield Table(f"Indicateurs du thème {title}", COLUMNS, lines)
        for each in listed:
            yield from only_written(facts.commentaries.get(each.indicator.code))
            yield from _curve(each)


def _curve(each: Measured) -> Iterator[Curve]:
    """The first curve that the dossier draws of an indicator, lower and under its name: of what accumulates, the gap.
    Nothing without a value.
    """
    first = next(curves(each))
    if any(line.role == "value" for line in first.chart.lines):
        yield replace(first, caption=f"{words.named(each.indicator)}. {first.caption}", height=HEIGHT)


def _lines(each: Measured) -> Iterator[tuple[DocumentCell, ...]]:
    for rank, (year, attained) in enumerate(each.by_year.items()):
        name = (words.name_cell(each, rows=len(each.by_year)),) if rank == 0 else ()
        yield (
            *name,
            DocumentCell(str(year)),
            words.value_cell(each, attained),
            words.seuil_cell(each, attained),
            words.objectif_cell(each, attained),
            words.status_cell(attained.status, words.firmness_text(each, attained)),
            words.score_cell(attained),
        )
