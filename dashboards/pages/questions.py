"""Four questions of a director: what changed, what December announces, what is missing, what was promised."""

from collections.abc import Sequence
from dataclasses import dataclass

from cpg.shared import french
from dashboards.pages.marks import Mark, mark_of
from dashboards.pages.rows import Row
from dashboards.reads import IndicatorState
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
class Announced:
    """One line of what December announces."""

    title: str
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


def questions(states: Sequence[IndicatorState], rows: Sequence[Row]) -> Questions:
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
        announced=tuple(_announced(rows)),
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


def _announced(rows: Sequence[Row]) -> "list[Announced]":
    out_of_reach = [row for row in rows if row.pace == "hors d’atteinte"]
    below = [row for row in rows if row.projected and row.projected.key == "sous" and row not in out_of_reach]
    between = [
        row for row in rows if row.projected and row.projected.key == "entre" and row not in out_of_reach
    ]
    held = [row for row in rows if row.projected and row.projected.key == "atteint"]
    lines = [
        Announced("Hors d’atteinte", f"{_codes(out_of_reach)}, quoi qu’apportent les mois restants."),
        Announced(
            "À redresser",
            f"{_codes(below)} {french.plural(len(below), 'resterait', 'resteraient')} sous le seuil.",
        ),
        Announced(
            "À portée",
            f"{_codes(between)} {french.plural(len(between), 'finirait', 'finiraient')} entre seuil et objectif.",
        ),
        Announced("Tenus", f"{_codes(held)}, si la fin d’année ressemble au début."),
    ]
    found = (out_of_reach, below, between, held)
    return [line for line, those in zip(lines, found, strict=True) if those]


def _codes(rows: Sequence[Row]) -> str:
    return french.listing([row.code for row in rows])
