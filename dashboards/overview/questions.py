"""Four questions of a director: what changed, what December announces, what is missing, what was promised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.shared.reads import IndicatorState
from dashboards.shared.rows import Row
from dashboards.shared.statuses import Mark, mark_of
from indicators.domain.model import Absence

AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Passage:
    """An indicator that went from one status to another."""

    code: str
    label: str
    url: str
    before: Mark
    after: Mark


@dataclass(frozen=True, slots=True)
class Link:
    """A code in a sentence, with what joins it to the next."""

    code: str
    url: str
    after: str


@dataclass(frozen=True, slots=True)
class Announced:
    """One line of what December announces: indicators, then what is said of them."""

    title: str
    links: tuple[Link, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Missing:
    code: str
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Questions:
    """At most five lines each; `more_…` counts the others."""

    changed: tuple[Passage, ...]
    announced: tuple[Announced, ...]
    missing: tuple[Missing, ...]
    more_changed: int
    more_missing: int


def questions(states: Sequence[IndicatorState], rows: Sequence[Row], month: Month) -> Questions:
    changed = [
        Passage(row.code, row.label, row.url, mark_of(state.compared.status), row.mark)
        for state, row in zip(states, rows, strict=True)
        if state.now and state.compared and state.now.status is not state.compared.status
    ]
    missing = [
        Missing(row.code, row.url, _months(state))
        for state, row in zip(states, rows, strict=True)
        if state.now and state.now.missing
    ]
    return Questions(
        changed=tuple(changed[:AT_MOST]),
        announced=tuple(_announced(rows, is_over=month.number == 12)),
        missing=tuple(missing[:AT_MOST]),
        more_changed=max(0, len(changed) - AT_MOST),
        more_missing=max(0, len(missing) - AT_MOST),
    )


def _months(state: IndicatorState) -> str:
    """The latest month without a value: nothing was said of it, or that there is none to be had."""
    missing = state.now.missing if state.now else ()
    latest = missing[-1]
    name = french.month_name(latest.year, latest.number)
    others = len(missing) - 1
    is_absent = any(each.month == latest and isinstance(each.fact, Absence) for each in state.trend)
    if not others:
        return f"{name} n’est pas {'disponible' if is_absent else 'renseigné'}"
    return f"{name} et {_others(others)} n’ont pas de valeur"


def _others(others: int) -> str:
    return "un autre mois" if others == 1 else f"{others} autres mois"


def _announced(rows: Sequence[Row], *, is_over: bool) -> Iterator[Announced]:
    """Where December would leave each indicator that has an objectif; once the year is over, where it did."""
    out_of_reach = [row for row in rows if row.pace == "hors d’atteinte"]
    ending = {
        key: [row for row in rows if row.projected and row.projected.key == key and row not in out_of_reach]
        for key in ("sous", "entre", "atteint")
    }
    below, between, held = ending["sous"], ending["entre"], ending["atteint"]
    if is_over:
        yield from _lines(
            ("Sous le seuil", below, ""), ("Entre seuil et objectif", between, ""), ("Atteint", held, "")
        )
        return
    yield from _lines(
        ("Hors d’atteinte", out_of_reach, ", quoi qu’apportent les mois restants"),
        ("À redresser", below, f" {french.plural(len(below), 'resterait', 'resteraient')} sous le seuil"),
        (
            "À portée",
            between,
            f" {french.plural(len(between), 'finirait', 'finiraient')} entre seuil et objectif",
        ),
        ("Tenus", held, ", si la fin d’année ressemble au début"),
    )


def _lines(*told: tuple[str, Sequence[Row], str]) -> Iterator[Announced]:
    for title, rows, text in told:
        if rows:
            yield Announced(title, _links(rows), f"{text}.")


def _links(rows: Sequence[Row]) -> tuple[Link, ...]:
    """`R5, R9 et R19`."""
    after = [*[", "] * (len(rows) - 2), *[" et "] * (len(rows) > 1), ""]
    return tuple(Link(row.code, row.url, mark) for row, mark in zip(rows, after, strict=True))
