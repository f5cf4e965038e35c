"""The series of a contract as they were known, from what they are now."""

from collections.abc import Iterable, Mapping

from cpg.shared.periods import Month
from indicators.definitions import as_defined
from indicators.domain.model import Series
from indicators.models import ActualRevision, Indicator
from indicators.models.actual import FACT_COLUMNS, fact_of
from indicators.selectors import definitions_of, series_from


def series_before(
    indicators: Iterable[Indicator], now: Mapping[int, Series], known_at: int
) -> dict[int, Series]:
    """The same as `series_by_key` for the past, from the series as they are now: of the months, only those that were
    changed since are read. Eight queries.
    """
    definitions = definitions_of(as_defined(indicators, known_at))
    changed = ActualRevision.objects.filter(indicator__in=definitions, change__sequence__gt=known_at)
    places = set(changed.order_by().values_list("indicator_id", "month").distinct())
    facts = {key: dict(series.facts) for key, series in now.items()}
    for key, day in places:
        facts[key].pop(Month.of(day), None)
    earlier = ActualRevision.objects.filter(
        indicator__in={key for key, _ in places},
        month__in={day for _, day in places},
        change__sequence__lte=known_at,
    )
    standing = {
        (key, day): fact_of(*shape)
        for key, day, *shape in earlier.order_by("version").values_list(
            "indicator_id", "month", *FACT_COLUMNS
        )
    }
    for (key, day), fact in standing.items():
        if fact is not None and (key, day) in places:
            facts[key][Month.of(day)] = fact
    return series_from(definitions, facts, known_at)
