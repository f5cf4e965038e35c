"""Where the indicators of a fiche, or of a theme, are."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.overview.groups import RegisterGroup
from dashboards.shared.marks import mark_of
from dashboards.shared.period import Period
from dashboards.shared.reads import IndicatorState
from dashboards.shared.sentences import coming_finding, finding
from dashboards.shared.totals import Headline, headline, not_counted
from indicators.models import Indicator


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """A fiche without any indicator has no group. `not_counted`: which indicators the score leaves out, and why."""

    finding: str
    headline: Headline
    not_counted: list[tuple[str, list[Indicator]]]
    groups: tuple[RegisterGroup, ...]


def figures_of(states: Sequence[IndicatorState], period: Period) -> GroupFigures:
    marks = [mark_of(state.status) for state in states]
    top = headline(states, period)
    return GroupFigures(
        finding=(coming_finding(states[0].indicator.contract, len(states)) if states else "")
        or finding(marks, top.due, period.month),
        headline=top,
        not_counted=not_counted(top, states),
        groups=(RegisterGroup(tuple(states)),) if states else (),
    )
