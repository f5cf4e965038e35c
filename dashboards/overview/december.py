"""What December will be: one row an indicator, ranked by what can still be changed (decision 63).

First the most undecided, where a decision changes the year: their chance is the nearest to one half. Then those that
would not arrive, where the seuil is still played for; those of which nothing is estimated, and why; at the end what is
nearly certain or secured. Of a year that is over: what it gave.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from accounts.clock import localdate
from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.overview.december_groups import December, DecemberGroup, Result
from dashboards.overview.december_rows import DecemberRow, has_no_target
from dashboards.shared.chances import DECEMBER
from dashboards.shared.fates import Fate
from dashboards.shared.reads import IndicatorState, assignments_of
from indicators.domain.model import Status
from indicators.models import Assignment
from indicators.slips import slips_of

NO_RESULT = frozenset({Status.INCOMPLET, Status.NON_RENSEIGNE})
# The other statuses judge nothing.
RESULTS: dict[Status | None, Result] = {
    Status.SOUS_SEUIL: Result.BELOW,
    Status.ENTRE: Result.BETWEEN,
    Status.ATTEINT: Result.REACHED,
    **dict.fromkeys((*NO_RESULT, None), Result.NONE),
}


def read_december(
    contract: Contract,
    states: Sequence[IndicatorState],
    assignments: Mapping[str, Sequence[Assignment]] | None = None,
) -> December:
    """Three queries, and one more for the assignments unless they were read."""
    assigned = assignments_of(contract) if assignments is None else assignments
    today = localdate()
    slips = slips_of([state.indicator.pk for state in states], today)
    rows = (
        DecemberRow(state, assigned.get(state.indicator.code, ()), slips.get(state.indicator.pk, ()))
        for state in states
    )
    return december(rows, unentered_of(states))


def unentered_of(states: Sequence[IndicatorState]) -> list[Month]:
    """The months after the one shown, of a year that is over today, where nothing was entered of any indicator."""
    if not states or not all(state.has_ended for state in states):
        return []
    shown = states[0].month
    return [Month(shown.year, number) for number in range(shown.number + 1, DECEMBER + 1)]


def december(rows: Iterable[DecemberRow], unentered: Sequence[Month] = ()) -> December:
    """The rows come in the order of the contract."""
    everything = list(rows)
    found = December(everything[0].state.month if everything else None, [], [], [], unentered)
    by_kind: dict[Fate | Result, list[DecemberRow]] = {}
    without, apart = [], []
    for row in everything if found.is_over else sorted(everything, key=lambda row: row.rank):
        kind = RESULTS.get(row.state.status) if found.is_over else row.fate
        if has_no_target(row.state):
            without.append(row)
        elif kind is None:
            apart.append(row)
        else:
            by_kind.setdefault(kind, []).append(row)
    kinds: list[Fate | Result] = [*(Result if found.is_over else Fate)]
    groups = [DecemberGroup(kind, by_kind[kind]) for kind in kinds if kind in by_kind]
    return replace(found, groups=groups, without_target=without, apart=apart)
