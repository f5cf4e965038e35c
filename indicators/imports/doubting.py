"""What makes the values of a file unlikely: the same doubts as the grid's, with the file's other values beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cpg.shared.periods import Month
from indicators.domain.model import Absence, Fact, Series
from indicators.models import Indicator
from indicators.plausibility import doubts
from indicators.recording import Entry
from indicators.selectors import series_by_key


def doubts_of(entries: Sequence[Entry]) -> dict[tuple[int, Month], tuple[str, ...]]:
    """The sentences of each entry that is doubtful, by its place. A constant number of queries for each contract."""
    facts: dict[int, dict[Month, Fact]] = {}
    by_contract: dict[int, dict[int, Indicator]] = {}
    for each in entries:
        if each.fact is not None:
            facts.setdefault(each.indicator.pk, {})[each.month] = each.fact
            by_contract.setdefault(each.indicator.contract_id, {})[each.indicator.pk] = each.indicator
    found: dict[tuple[int, Month], tuple[str, ...]] = {}
    for indicators in by_contract.values():
        series = series_by_key(indicators.values())
        for key in indicators:
            found |= _doubts_of_one(
                key, replace(series[key], facts={**series[key].facts, **facts[key]}), facts[key]
            )
    return found


def _doubts_of_one(
    key: int, series: Series, facts: Mapping[Month, Fact]
) -> dict[tuple[int, Month], tuple[str, ...]]:
    found = {}
    for month, fact in facts.items():
        sentences = (
            () if isinstance(fact, Absence) else tuple(each.sentence for each in doubts(series, month, fact))
        )
        if sentences:
            found[key, month] = sentences
    return found
