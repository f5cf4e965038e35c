"""Where the indicators of a fiche, or of a theme, are."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.overview.groups import RegisterGroup
from dashboards.shared.marks import mark_of
from dashboards.shared.period import Period
from dashboards.shared.reads import IndicatorState
from dashboards.shared.sentences import coming_finding, finding
from dashboards.shared.totals import Headline, headline


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """A fiche without any indicator has no group."""

    finding: str
    headline: Headline
    groups: tuple[RegisterGroup, ...]


def figures_of(states: Sequence[IndicatorState], period: Period) -> GroupFigures:
    marks = [mark_of(state.status) for state in states]
    top = headline(states, period)
    return GroupFigures(
        finding=(coming_finding(states[0].indicator.contract, len(states)) if states else "")
        or finding(marks, top.due, period.month),
        headline=top,
        groups=(RegisterGroup(tuple(states)),) if states else (),
    )
