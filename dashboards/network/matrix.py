"""The table: a line for each body, a cell for each indicator, always a word, a shape and a tone."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpg.shared import french
from dashboards.network.comparison import NO_FIGURE, BodyFigure, Comparison, MeasureColumn
from dashboards.shared.figures import AT_LEAST
from dashboards.shared.marks import Mark, mark_of
from indicators.domain.judgement import whole_points
from indicators.domain.model import Status
from indicators.domain.spread import spread

STYLES = {"atteint": "k-a", "entre": "k-e", "sous": "k-s"}
OTHER_STYLE = "k-v"


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """An indicator of a body as it is drawn. `score` is seen where it adds to the word, `spoken` is heard."""

    style: str
    shape: str
    spoken: str
    score: str


@dataclass(frozen=True, slots=True)
class ColumnHeader:
    """A column: how many bodies reach the objectif, and their median score, "–" where no body has a score."""

    column: MeasureColumn
    reached: str
    median: str


def header(network: Comparison, column: MeasureColumn) -> ColumnHeader:
    alike = [body for body in network.bodies if not body.counts_otherwise(column.key)]
    figures = [body.figures.get(column.key, NO_FIGURE) for body in alike]
    middle = spread(each.score for each in figures if each.score is not None)
    reached = sum(each.status is Status.ATTEINT for each in figures)
    return ColumnHeader(
        column=column,
        reached=str(reached) if middle else "–",
        median=str(whole_points(middle.median)) if middle else "–",
    )


def matrix_cell(figure: BodyFigure | None) -> MatrixCell:
    """None where the body has no such indicator."""
    if figure is None:
        return MatrixCell(OTHER_STYLE, "f-sans", "absent de ce contrat", "")
    mark = mark_of(figure.status)
    word = mark.word.lower()
    if mark.key == "entre" and figure.score is not None:
        return MatrixCell(
            STYLES[mark.key],
            mark.shape,
            f"{word}, {score_text(figure.score)}",
            str(whole_points(figure.score)),
        )
    if figure.status is Status.INCOMPLET and figure.score is not None:
        word = f"{word}, score {AT_LEAST} {score_text(figure.score)}"
    return MatrixCell(STYLES.get(mark.key, OTHER_STYLE), mark.shape, word, "")


def legend(marks: Sequence[Mark]) -> tuple[tuple[str, Mark], ...]:
    return tuple((STYLES.get(mark.key, OTHER_STYLE), mark) for mark in marks)


def score_text(score: Decimal) -> str:
    return french.with_unit(score, "%", 2)
