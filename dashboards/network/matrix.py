"""The table: a line for each body, a cell for each indicator, always a word, a shape and a tone."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from cpg.shared import french
from dashboards.network.comparison import Cell, Column, Comparison
from dashboards.network.forms import NO_CELL, Asked, is_reached
from dashboards.shared.statuses import Mark, mark_of
from indicators.domain.judgement import whole_points
from indicators.domain.spread import spread

STYLES = {"atteint": "k-a", "entre": "k-e", "sous": "k-s"}
OTHER_STYLE = "k-v"


@dataclass(frozen=True, slots=True)
class Shown:
    """`score` is seen where it says more than the word; `spoken` is the whole for someone who listens."""

    style: str
    shape: str
    spoken: str
    score: str


@dataclass(frozen=True, slots=True)
class Header:
    """A column, the link that sorts by it, and what is known of it over all bodies."""

    code: str
    label: str
    link: str
    aria: str
    reached: str
    median: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    span: int


def headers(found: Comparison, asked: Asked) -> tuple[Header, ...]:
    return tuple(_header(found, column, asked) for column in found.columns)


def _header(found: Comparison, column: Column, asked: Asked) -> Header:
    cells = [body.cells.get(column.key, NO_CELL) for body in found.bodies]
    middle = spread(cell.score for cell in cells if cell.score is not None)
    return Header(
        code=column.code,
        label=column.label,
        link=asked.sort_link(column.key),
        aria=asked.aria(column.key),
        reached=str(sum(is_reached(cell) for cell in cells)) if middle else "–",
        median=str(int(middle.median)) if middle else "–",
    )


def groups(columns: Sequence[Column]) -> tuple[Group, ...]:
    return tuple(
        Group(title, len(list(listed)))
        for title, listed in groupby(columns, key=lambda each: each.theme_title)
    )


def shown(cell: Cell | None) -> Shown:
    """None where the body has no such indicator."""
    if cell is None:
        return Shown(OTHER_STYLE, "f-sans", "absent de ce contrat", "")
    mark = mark_of(cell.status)
    word = mark.word.lower()
    if mark.key == "entre" and cell.score is not None:
        return Shown(
            STYLES[mark.key], mark.shape, f"{word}, {score_text(cell.score)}", str(whole_points(cell.score))
        )
    return Shown(STYLES.get(mark.key, OTHER_STYLE), mark.shape, word, "")


def legend(marks: Sequence[Mark]) -> tuple[tuple[str, Mark], ...]:
    return tuple((STYLES.get(mark.key, OTHER_STYLE), mark) for mark in marks)


def score_text(score: Decimal) -> str:
    return french.with_unit(score, "%", 2)
