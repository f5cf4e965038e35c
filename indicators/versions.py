"""Reads of what was signed and decided: versions of targets, first year and weight; monthly profiles.

Now or as known at an earlier sequence, for many indicators in a constant number of queries.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from cpg.shared import french
from indicators.domain.model import SignedVersion, Target
from indicators.models import ProfileRevision, TargetRevision, VersionTerms
from indicators.models.decision import MONTHS
from indicators.prepared import PreparedRead

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
    rows = TERMS(keys) if known_at is None else _term_rows(keys).filter(change__sequence__lte=known_at)
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
    rows = TARGETS(keys) if known_at is None else _target_rows(keys).filter(change__sequence__lte=known_at)
    found: dict[int, dict[int, dict[int, _Year]]] = defaultdict(lambda: defaultdict(dict))
    for key, version, year, seuil, objectif, is_named in rows:
        found[key][version][year] = _Year(Target(seuil, objectif), is_named)
    return found


def decided_profiles(keys: Sequence[int], known_at: int | None) -> Mapping[int, Profiles]:
    """Each indicator's monthly profiles, by year; a year without one weighs its months alike. One query."""
    rows = PROFILES(keys) if known_at is None else _profile_rows(keys).filter(change__sequence__lte=known_at)
    latest = {(key, year): decided for key, year, *decided in rows}
    found: dict[int, dict[int, tuple[Fraction, ...]]] = defaultdict(dict)
    for (key, year), (is_withdrawn, whole, *parts) in latest.items():
        if not is_withdrawn:
            found[key][year] = tuple(Fraction(part, whole) for part in parts)
    return found


def _target_rows(keys: Sequence[int]) -> "QuerySet[TargetRevision, Any]":
    revisions = TargetRevision.objects.filter(indicator__in=keys).order_by(
        "version__number", "change__sequence"
    )
    return revisions.values_list("indicator_id", "version_id", "year", "seuil", "objectif", "is_named")


def _term_rows(keys: Sequence[int]) -> "QuerySet[VersionTerms, Any]":
    terms = VersionTerms.objects.filter(indicator__in=keys).order_by("version__number", "change__sequence")
    return terms.values_list(
        "indicator_id",
        "version_id",
        "version__label",
        "version__weights_only",
        "version__effective_from",
        "first_year",
        "weight",
    )


def _profile_rows(keys: Sequence[int]) -> "QuerySet[ProfileRevision, Any]":
    revisions = ProfileRevision.objects.filter(indicator__in=keys).order_by("version")
    return revisions.values_list("indicator_id", "year", "is_withdrawn", "whole", *MONTHS)


TARGETS, TERMS, PROFILES = map(PreparedRead, (_target_rows, _term_rows, _profile_rows))
