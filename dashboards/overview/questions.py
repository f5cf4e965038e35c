"""Questions of a director: what changed, what December announces, what is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cpg.shared import french
from dashboards.overview.december import missing_months
from dashboards.overview.outlook import chance_of, hardly_likely, nearly_certain, rests_on
from dashboards.shared.reads import IndicatorState
from indicators.domain.model import Status

AT_MOST = 5
# Of those that are held, only what is not nearly certain is told.
CAN_CHANGE = frozenset({"À redresser", "À portée", "Tenus"})


@dataclass(frozen=True, slots=True)
class Announced:
    """One line of what December announces: indicators, then what is announced of them. `grounds` say of the first of
    them on what it rests.
    """

    title: str
    states: tuple[IndicatorState, ...]
    text: str
    grounds: tuple[tuple[IndicatorState, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Questions:
    """`changed` went from one status to another. At most five lines each; `more_…` counts the others."""

    changed: tuple[IndicatorState, ...]
    announced: tuple[Announced, ...]
    missing: tuple[tuple[IndicatorState, str], ...]
    more_changed: int
    more_missing: int


def questions(states: Sequence[IndicatorState]) -> Questions:
    changed = [
        state
        for state in states
        if state.now and state.compared and state.now.status is not state.compared.status
    ]
    missing = [
        (state, missing_months(state, state.now)) for state in states if state.now and state.now.missing
    ]
    return Questions(
        changed=tuple(changed[:AT_MOST]),
        announced=tuple(_announced(states)),
        missing=tuple(missing[:AT_MOST]),
        more_changed=max(0, len(changed) - AT_MOST),
        more_missing=max(0, len(missing) - AT_MOST),
    )


def _announced(states: Sequence[IndicatorState]) -> Iterator[Announced]:
    """Where December would leave each indicator that has an objectif; once the year is over, where it did."""
    if states and states[0].month.number == 12:
        return _results(states)
    return _outlook(states)


def _results(states: Sequence[IndicatorState]) -> Iterator[Announced]:
    """The statuses that the sentence above the page counts too, of the indicators that it counts."""
    by_status: dict[Status | None, list[IndicatorState]] = {each: [] for each in (*Status, None)}
    for state in states:
        by_status[state.status].append(state)
    without = [state for state in states if state.status in {Status.INCOMPLET, Status.NON_RENSEIGNE}]
    return _lines(
        ("Seuil non tenu", by_status[Status.SOUS_SEUIL], ""),
        ("Entre seuil et objectif", by_status[Status.ENTRE], ""),
        ("Atteint", by_status[Status.ATTEINT], ""),
        ("Sans résultat, une valeur manque", without, ""),
    )


def _outlook(states: Sequence[IndicatorState]) -> Iterator[Announced]:
    out_of_reach = [state for state in states if _is_out_of_reach(state)]
    ending: dict[Status | None, list[IndicatorState]] = {each: [] for each in (*Status, None)}
    for state in states:
        if not _is_out_of_reach(state):
            ending[state.projected].append(state)
    below, between, held = ending[Status.SOUS_SEUIL], ending[Status.ENTRE], ending[Status.ATTEINT]
    far = [state for state in between if hardly_likely(state)]
    near = [state for state in between if not hardly_likely(state)]
    lines = _lines(
        ("Hors d’atteinte", out_of_reach, ", quoi qu’apportent les mois restants"),
        (
            "À redresser",
            below,
            f" {french.plural(len(below), 'ne tiendrait pas', 'ne tiendraient pas')} le seuil",
        ),
        (
            "Loin de l’objectif",
            far,
            f" {french.plural(len(far), 'finirait', 'finiraient')} entre seuil et objectif",
        ),
        (
            "À portée",
            near,
            f" {french.plural(len(near), 'finirait', 'finiraient')} entre seuil et objectif",
        ),
        ("Tenus", held, ", si la fin d’année ressemble au début"),
    )
    return (_with_grounds(each) if each.title in CAN_CHANGE else each for each in lines)


def _with_grounds(announced: Announced) -> Announced:
    """The least decided first: there a decision changes the year."""
    ordered = sorted(announced.states, key=_undecided)
    grounds = [(state, rests_on(state)) for state in ordered if not nearly_certain(state)]
    return replace(announced, grounds=tuple((state, text) for state, text in grounds[:AT_MOST] if text))


def _undecided(state: IndicatorState) -> Decimal:
    chance = chance_of(state)
    return Decimal(1) if chance is None else abs(chance - Decimal("0.5"))


def _is_out_of_reach(state: IndicatorState) -> bool:
    return state.now is not None and state.now.pace is not None and state.now.pace.out_of_reach


def _lines(*announced: tuple[str, Sequence[IndicatorState], str]) -> Iterator[Announced]:
    for title, states, text in announced:
        if states:
            yield Announced(title, tuple(states), f"{text}.")
