"""The page of a scenario: each step, and what the whole would change at the end of the month that it leads to."""

from collections.abc import Sequence
from dataclasses import dataclass

from cpg.shared.periods import Month
from dashboards.models.scenario import Scenario
from dashboards.scenarios.supposing import Outcome, supposed
from dashboards.shared.coverage import covered_text
from dashboards.shared.reads import IndicatorState, indicator_states
from dashboards.shared.totals import total
from indicators.selectors import last_month_with_data


@dataclass(frozen=True, slots=True)
class Moved:
    """An indicator whose status, score or targets of the year are others in the scenario."""

    before: IndicatorState
    after: IndicatorState


@dataclass(frozen=True, slots=True)
class ScenarioPage:
    """`today` and `month` are the last months with a value, today and in the scenario, at whose ends `before` and
    `after` are the scores of the contract in words; None and "" where nothing was entered.
    """

    scenario: Scenario
    outcomes: Sequence[Outcome]
    today: Month | None
    month: Month | None
    before: str
    after: str
    moved: Sequence[Moved]

    @property
    def refused(self) -> list[Outcome]:
        return [each for each in self.outcomes if each.refusal]


def scenario_page(scenario: Scenario) -> ScenarioPage:
    with supposed(scenario) as outcomes:
        month = last_month_with_data(scenario.contract)
        after = _states(scenario, month)
    today = last_month_with_data(scenario.contract)
    before = _states(scenario, today)
    moved = [Moved(*pair) for pair in zip(before, after, strict=False) if _shown(pair[0]) != _shown(pair[1])]
    return ScenarioPage(
        scenario=scenario,
        outcomes=outcomes,
        today=today,
        month=month,
        before=_total(before),
        after=_total(after),
        moved=moved,
    )


def _states(scenario: Scenario, month: Month | None) -> list[IndicatorState]:
    if month is None:
        return []
    return indicator_states(scenario.contract, month, month)


def _total(states: Sequence[IndicatorState]) -> str:
    return covered_text(total(states, [each.now for each in states])) if states else ""


def _shown(state: IndicatorState) -> tuple[object, ...]:
    now = state.now
    return () if now is None else (now.status, now.score, now.objectif_annual, now.seuil_annual)
