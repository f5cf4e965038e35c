"""The dashboard of a contract at the end of a month."""

from collections.abc import Sequence
from dataclasses import dataclass

from commitments.models import Contract
from dashboards.actions.late import LateActions, late_actions
from dashboards.overview.december import December, read_december
from dashboards.overview.forms import BY_GAP, OverviewChoices, OverviewFilters, choices
from dashboards.overview.groups import RegisterGroup, by_fiche, by_gap
from dashboards.overview.heatmap import Heatmap, heatmap
from dashboards.overview.questions import Questions, questions
from dashboards.shared.marks import Counted, counted, mark_of
from dashboards.shared.period import Period
from dashboards.shared.reads import IndicatorState, assignments_of, indicator_states, people_of
from dashboards.shared.sentences import coming_finding, finding
from dashboards.shared.totals import Headline, ThemeLine, headline, theme_lines


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the contract is: what opens the dashboard, and the first screen of the committee."""

    finding: str
    headline: Headline
    legend: tuple[Counted, ...]
    themes: tuple[ThemeLine, ...]
    questions: Questions
    late_actions: LateActions


@dataclass(frozen=True, slots=True)
class Overview:
    """The situation of the contract, and the register of the indicators that the filters keep."""

    situation: Situation
    december: December
    groups: tuple[RegisterGroup, ...]
    choices: OverviewChoices
    heatmap: Heatmap
    shown: int
    count: int


def overview(contract: Contract, period: Period, filters: OverviewFilters) -> Overview:
    """In a constant number of queries, whatever the number of indicators."""
    states = indicator_states(contract, period.month, period.compared)
    assignments = assignments_of(contract)
    people = people_of(assignments)
    shown = [state for state in states if filters.keeps(state, people.get(state.indicator.code, {}))]
    is_by_gap = filters.asked["ordre"] == BY_GAP
    return Overview(
        situation=situation(contract, states, period),
        december=read_december(contract, states, assignments),
        groups=by_gap(shown) if is_by_gap else by_fiche(shown, states),
        choices=choices(states, people),
        heatmap=heatmap(shown, period.month, period.choices),
        shown=len(shown),
        count=len(states),
    )


def situation(contract: Contract, states: Sequence[IndicatorState], period: Period) -> Situation:
    top = headline(states, period)
    marks = [mark_of(state.status) for state in states]
    return Situation(
        finding=coming_finding(contract, len(states)) or finding(marks, top.due, period.month),
        headline=top,
        legend=counted(marks),
        themes=theme_lines(states),
        questions=questions(states),
        late_actions=late_actions(contract),
    )
