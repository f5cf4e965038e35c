"""Reads of what was signed and decided: versions of targets, first year and weight; monthly profiles.

Now or as known at an earlier sequence, for many indicators in a constant number of queries.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cpg.shared import french
from indicators.domain.model import SignedVersion, Target
from indicators.models import ProfileRevision, TargetRevision, VersionTerms

type Profiles = Mapping[int, tuple[Fraction, ...]]


@dataclass(frozen=True, slots=True)
class _Year:
    """The target of one year in a version."""

    target: Target
    is_named: bool


def signed_versions(keys: Sequence[int], known_at: int | None) -> Mapping[int, tuple[SignedVersion, ...]]:
    """Each indicator's versions in the order of their numbers. Two queries.

    Within a version, the latest revision of each year counts, and the latest of first year and weight.
    """
    targets = _targets(keys, known_at)
    terms = VersionTerms.objects.filter(indicator__in=keys)
    if known_at is not None:
        terms = terms.filter(change__sequence__lte=known_at)
    rows = terms.order_by("version__number", "change__sequence").values_list(
        "indicator_id",
        "version_id",
        "version__label",
        "version__weights_only",
        "version__effective_from",
        "first_year",
        "weight",
    )
    signed: dict[int, dict[int, SignedVersion]] = defaultdict(dict)
    for key, version, label, weights_only, effective_from, first_year, weight in rows:
        before = [each.label for pk, each in signed[key].items() if pk != version]
        years = targets[key].get(version, {})
        signed[key][version] = SignedVersion(
            label=label_after(before[-1] if before else "", label, weights_only=weights_only),
            effective_from=effective_from,
            targets={year: each.target for year, each in years.items()},
            first_year=first_year,
            weight=weight,
            named=frozenset(year for year, each in years.items() if each.is_named),
        )
    return defaultdict(tuple, {key: tuple(versions.values()) for key, versions in signed.items()})


def label_after(before: str, label: str, *, weights_only: bool) -> str:
    """How figures name a version of an indicator; `before` is the name of its version before, "" for none."""
    return f"{before} + {label}" if weights_only and before else label


def weights_label(effective_from: date) -> str:
    """The label of a decision on weights alone."""
    return f"poids du {french.day(effective_from)}"


def _targets(keys: Sequence[int], known_at: int | None) -> Mapping[int, Mapping[int, Mapping[int, _Year]]]:
    """By indicator, version and year."""
    revisions = TargetRevision.objects.filter(indicator__in=keys)
    if known_at is not None:
        revisions = revisions.filter(change__sequence__lte=known_at)
    rows = revisions.order_by("version__number", "change__sequence").values_list(
        "indicator_id", "version_id", "year", "seuil", "objectif", "is_named"
    )
    found: dict[int, dict[int, dict[int, _Year]]] = defaultdict(lambda: defaultdict(dict))
    for key, version, year, seuil, objectif, is_named in rows:
        found[key][version][year] = _Year(Target(seuil, objectif), is_named)
    return found


def decided_profiles(keys: Sequence[int], known_at: int | None) -> Mapping[int, Profiles]:
    """Each indicator's monthly profiles, by year; a year without one weighs its months alike. One query."""
    revisions = ProfileRevision.objects.filter(indicator__in=keys)
    if known_at is not None:
        revisions = revisions.filter(change__sequence__lte=known_at)
    latest = {(each.indicator_id, each.year): each for each in revisions.order_by("version")}
    found: dict[int, dict[int, tuple[Fraction, ...]]] = defaultdict(dict)
    for (key, year), revision in latest.items():
        if not revision.is_withdrawn:
            found[key][year] = revision.weights
    return found
