"""The series of a contract as they were known, from what they are now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cpg.shared.periods import Month
from indicators.definitions import as_defined
from indicators.domain.model import Fact, Series
from indicators.models import (
    ActualRevision,
    CreditRevision,
    DefinitionRevision,
    Indicator,
    NeutralisationRevision,
    ProfileRevision,
    TargetRevision,
    VersionTerms,
)
from indicators.models.actual import FACT_COLUMNS, fact_of
from indicators.selectors import definitions_of, neutralised_months
from indicators.touched import Kinds
from indicators.versions import decided_profiles, signed_versions


def series_before(
    indicators: Sequence[Indicator], now: Mapping[int, Series], known_at: int, touched: Kinds
) -> Mapping[int, Series]:
    """The same as `series_by_key` for the past, from the series as they are now: only what was `touched` since is read,
    and of the months only those that changed; a series of which nothing changed is the one of now. At most eight
    queries.
    """
    then, keys = dict(now), [each.pk for each in indicators]
    if touched & {DefinitionRevision, CreditRevision}:
        definitions = definitions_of(as_defined(indicators, known_at))
        then = {key: replace(then[key], definition=definitions[key]) for key in keys}
    if touched & {TargetRevision, VersionTerms}:
        versions = signed_versions(keys, known_at)
        then = {key: replace(then[key], versions=versions[key]) for key in keys}
    if ProfileRevision in touched:
        profiles = decided_profiles(keys, known_at)
        then = {key: replace(then[key], profiles=profiles.get(key, {})) for key in keys}
    if NeutralisationRevision in touched:
        neutralised = neutralised_months(keys, known_at)
        then = {key: replace(then[key], neutralised=frozenset(neutralised[key])) for key in keys}
    if ActualRevision in touched:
        facts = _facts_before(now, known_at)
        then |= {key: replace(then[key], facts=held) for key, held in facts.items()}
    return then


def _facts_before(now: Mapping[int, Series], known_at: int) -> Mapping[int, Mapping[Month, Fact]]:
    """Of the series that got a month since."""
    changed = ActualRevision.objects.filter(indicator__in=now, change__sequence__gt=known_at)
    places = set(changed.order_by().values_list("indicator_id", "month").distinct())
    facts = {key: dict(now[key].facts) for key, _ in places}
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
    return facts
