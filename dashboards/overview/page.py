"""The dashboard of a contract at the end of a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from commitments.models import Contract
from dashboards import charts
from dashboards.commentary.entries import Entry, contract_entry
from dashboards.overview.december import read_december
from dashboards.overview.december_groups import December
from dashboards.overview.forms import BY_GAP, OverviewChoices, OverviewFilters, choices
from dashboards.overview.groups import RegisterGroup, by_fiche, by_gap
from dashboards.overview.heatmap import Heatmap, heatmap
from dashboards.overview.score import curve_of
from dashboards.overview.turned import Turned
from dashboards.shared.marks import Counted, counted, mark_of
from dashboards.shared.period import Period
from dashboards.shared.reads import ContractFacts, IndicatorState, indicator_states, people_of
from dashboards.shared.sentences import coming_finding, finding
from dashboards.shared.totals import Headline, ThemeLine, headline, not_counted, theme_lines
from indicators.models import Indicator


@dataclass(frozen=True)
class Situation:
    """Where the contract is: what the dashboard and the dossier open with, and the first screen of the committee."""

    contract: Contract
    period: Period
    states: Sequence[IndicatorState]

    @property
    def count(self) -> int:
        return len(self.states)

    @property
    def finding(self) -> str:
        marks = [mark_of(state.status) for state in self.states]
        return coming_finding(self.contract, self.count) or finding(
            marks, self.headline.due, self.period.month, self._announced
        )

    @cached_property
    def headline(self) -> Headline:
        return headline(self.states, self.period)

    @cached_property
    def curve(self) -> charts.ScoreCurve | None:
        return curve_of(self.states, self.contract.years)

    @cached_property
    def written(self) -> Entry | None:
        """What was written of the contract at the end of that month. One query."""
        return contract_entry(self.contract, self.states, self.period.month)

    @property
    def turned(self) -> Turned:
        return Turned([state for state in self.states if state.has_turned])

    @property
    def themes(self) -> tuple[ThemeLine, ...]:
        return theme_lines(self.states)

    @property
    def legend(self) -> tuple[Counted, ...]:
        return counted(mark_of(state.status) for state in self.states)

    @property
    def not_counted(self) -> list[tuple[str, list[Indicator]]]:
        """Which indicators the score leaves out, and why."""
        return not_counted(self.headline, self.states)

    @property
    def _announced(self) -> str:
        """Of December, in the sentence; "" where it was not read."""
        return ""


@dataclass(frozen=True)
class Opening(Situation):
    """With what December will be."""

    december: December

    @property
    def _announced(self) -> str:
        return self.december.announced


@dataclass(frozen=True)
class Overview(Opening):
    """With the register of the indicators that the filters keep."""

    groups: tuple[RegisterGroup, ...]
    choices: OverviewChoices
    heatmap: Heatmap
    shown: int


def overview(
    contract: Contract,
    period: Period,
    filters: OverviewFilters,
    states: Sequence[IndicatorState] | None = None,
    facts: ContractFacts | None = None,
) -> Overview:
    """In a constant number of queries, whatever the number of indicators. `states` where they were read already."""
    given = None if states is None else [each.indicator for each in states]
    read = facts or ContractFacts(contract, given)
    if states is None:
        states = indicator_states(contract, period.month, period.compared, facts=read)
    assignments = read.assignments
    people = people_of(assignments)
    shown = [state for state in states if filters.keeps(state, people.get(state.indicator.code, {}))]
    is_by_gap = filters.asked["ordre"] == BY_GAP
    return Overview(
        contract=contract,
        period=period,
        states=states,
        december=read_december(contract, states, assignments),
        groups=by_gap(shown) if is_by_gap else by_fiche(shown, states),
        choices=choices(states, people),
        heatmap=heatmap(shown, period.month, period.choices),
        shown=len(shown),
    )
