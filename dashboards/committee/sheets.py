"""The sheets of indicators, by code."""

from collections.abc import Mapping, Sequence

from accounts.clock import localdate
from commitments.models import Contract
from dashboards.commentary.compared import compared
from dashboards.commentary.selectors import written
from dashboards.indicator.sheet import Sheet, SheetData, sheet_of
from dashboards.shared.period import Period
from dashboards.shared.reads import IndicatorState
from indicators.domain import attain_all
from indicators.selectors import known
from indicators.slips import slips_of


def sheets_of(contract: Contract, period: Period, states: Sequence[IndicatorState]) -> Mapping[str, Sheet]:
    series = known(state.indicator for state in states)
    slips = slips_of(list(series), localdate())
    texts = written(contract, period.month)
    indicators = [each.indicator for each in series.values()]
    since = compared(contract, period.month, indicators, {key: each.series for key, each in series.items()})
    sheets = {}
    for state in states:
        facts = series[state.indicator.pk]
        attainments = {each.month: each for each in attain_all(facts.series)}
        data = SheetData(
            state,
            facts,
            attainments,
            slips.get(state.indicator.pk, ()),
            texts.get(state.indicator.code),
            since=since,
        )
        sheets[state.indicator.code] = sheet_of(data, period)
    return sheets
