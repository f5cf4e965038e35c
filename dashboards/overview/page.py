"""The dashboard of a contract at the end of a month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from commitments.models import Contract
from dashboards.access import Period
from dashboards.actions.late import LateActions, late_actions
from dashboards.overview.forms import Choices, Filters, choices
from dashboards.overview.groups import FicheGroup, groups_of
from dashboards.overview.heatmap import Heatmap, heatmap
from dashboards.overview.questions import Questions, questions
from dashboards.shared.reads import IndicatorState, indicator_states, people_of
from dashboards.shared.rows import row_of
from dashboards.shared.sentences import finding
from dashboards.shared.statuses import Counted, counted
from dashboards.shared.totals import Headline, ThemeLine, headline, theme_lines


@dataclass(frozen=True, slots=True)
class Overview:
    finding: str
    headline: Headline
    legend: tuple[Counted, ...]
    themes: tuple[ThemeLine, ...]
    questions: Questions
    groups: tuple[FicheGroup, ...]
    filters: Filters
    choices: Choices
    heatmap: Heatmap
    shown: int
    count: int
    is_pending: bool
    late_actions: LateActions


def overview(contract: Contract, period: Period, query: QueryDict) -> Overview:
    """All of the page, in the constant number of queries of `indicator_states` and `people_of`."""
    states = indicator_states(contract, period.month, period.compared)
    return overview_of(states, people_of(contract), late_actions(contract), period, query)


def overview_of(
    states: Sequence[IndicatorState],
    people: Mapping[str, Mapping[str, str]],
    late: LateActions,
    period: Period,
    query: QueryDict,
) -> Overview:
    """The same from what was read. `people` are those who fill in each indicator, by code."""
    rows = [row_of(state, period.month) for state in states]
    filters = Filters.of(query)
    pairs = [
        (state, row)
        for state, row in zip(states, rows, strict=True)
        if filters.keeps(row, people.get(row.code, {}))
    ]
    shown = [row for _, row in pairs]
    top = headline(states, rows, period)
    return Overview(
        finding=finding([row.mark for row in rows], top.with_target, period.month),
        headline=top,
        legend=counted(row.mark for row in rows),
        themes=theme_lines(states),
        questions=questions(states, rows, period.month),
        groups=groups_of(states, shown, filters),
        filters=filters,
        choices=choices(states, rows, people),
        heatmap=heatmap(pairs, period.month, period.choices),
        shown=len(shown),
        count=len(rows),
        is_pending=any(row.is_pending for row in rows),
        late_actions=late,
    )
