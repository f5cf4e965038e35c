"""Seuil and objectif that apply to a month: the version in force, and the part of them due to date (RC-8, RC-10)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from cpg.shared.periods import Month
from indicators.domain.model import Aggregation, Definition, Frequency, Series, SignedVersion, Target
from indicators.domain.windows import Calendar

type Level = Literal["seuil", "objectif"]


@dataclass(frozen=True, slots=True)
class TargetsToDate:
    """Annual targets, and the exact part of them due at the end of a month. None where there is no target."""

    version: str
    seuil_annual: Fraction | None
    objectif_annual: Fraction | None
    seuil: Fraction | None
    objectif: Fraction | None


def targets_to_date(series: Series, calendar: Calendar, month: Month) -> TargetsToDate:
    version = version_in_force(series, month)
    return TargetsToDate(
        version=version.label if version else "",
        seuil_annual=_annual(version, month.year, "seuil"),
        objectif_annual=_annual(version, month.year, "objectif"),
        seuil=_to_date(series, calendar, month, "seuil"),
        objectif=_to_date(series, calendar, month, "objectif"),
    )


def version_in_force(series: Series, month: Month) -> SignedVersion | None:
    """The version in force on the month's last day; of two that took effect on one day, the later signed (RC-10)."""
    effective = [version for version in series.versions if version.effective_from <= month.last_day]
    latest = max((version.effective_from for version in effective), default=None)
    return next((version for version in reversed(effective) if version.effective_from == latest), None)


def latest_signed(series: Series) -> dict[int, Target]:
    """The last signed target of each year, in force already or not."""
    by_year: dict[int, Target] = {}
    for version in series.versions:
        by_year.update(version.targets)
    return by_year


def amended(series: Series, label: str, effective_from: date, changed: Mapping[int, Target]) -> Series:
    """The series with one more version of its targets. The version repeats the years that it does not change."""
    version = SignedVersion(label, effective_from, latest_signed(series) | dict(changed))
    return replace(series, versions=(*series.versions, version))


def earliest_year(aggregation: Aggregation, effective_from: date) -> int:
    """The first year whose target is used from that day on. The target to date of a running total starts at the target
    of the previous year (RC-8).
    """
    return effective_from.year - (aggregation is Aggregation.CUMUL_CONTRAT)


def target_of_one_value(
    definition: Definition, annual: Decimal | None, to_date: Decimal | None
) -> Decimal | None:
    """The target that a single value is compared with: a sum's share of one period of the year, else that to date."""
    if definition.aggregation is Aggregation.SOMME and annual is not None:
        return annual * definition.frequency.months / 12
    return to_date


def _annual(version: SignedVersion | None, year: int, level: Level) -> Fraction | None:
    target = version.targets.get(year) if version else None
    amount = getattr(target, level) if target else None
    return None if amount is None else Fraction(amount)


@dataclass(frozen=True, slots=True)
class TargetParts:
    """The parts of a target to date: the annual target, the number of months that count, and for a running total the
    target of the year before and what was due at its end.
    """

    annual: Fraction
    counted: int
    annual_before: Fraction
    reached_before: Fraction


def target_parts(series: Series, calendar: Calendar, month: Month, level: Level) -> TargetParts | None:
    version = version_in_force(series, month)
    annual = _annual(version, month.year, level)
    if annual is None:
        return None
    before = reached = Fraction(0)
    if series.definition.aggregation is Aggregation.CUMUL_CONTRAT:
        before = _annual(version, month.year - 1, level) or before
        reached = _to_date(series, calendar, Month(month.year - 1, 12), level) or reached
    counted = calendar.counted_months(month.year, _last_counted_month(series, month))
    return TargetParts(annual, counted, before, reached)


def _to_date(series: Series, calendar: Calendar, month: Month, level: Level) -> Fraction | None:
    parts = target_parts(series, calendar, month, level)
    if parts is None:
        return None
    elapsed = Fraction(parts.counted, 12)
    match series.definition.aggregation:
        case Aggregation.SOMME:
            return parts.annual * elapsed
        case Aggregation.CUMUL_CONTRAT:
            return parts.reached_before + (parts.annual - parts.annual_before) * elapsed
        case Aggregation.RATIO | Aggregation.EVOLUTION | Aggregation.DERNIER | Aggregation.ETAT:
            return parts.annual


def _last_counted_month(series: Series, month: Month) -> int:
    """M': the month itself, or the last end of a period of the year up to it, 0 when there is none (RC-8)."""
    definition = series.definition
    if definition.first_year is None or definition.frequency is Frequency.MENSUELLE:
        return month.number
    if month.year < definition.first_year:
        return 0
    return month.number - month.number % definition.frequency.months
