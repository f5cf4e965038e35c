"""From the targets as signed to those of the date, with their version, its source and their numbers (RC-8, RC-10)."""

from collections.abc import Mapping
from decimal import Decimal

from dashboards.shared.figures import target_text
from dashboards.why.steps import MINUS, TIMES, Step, exact_text, taken_away
from indicators.domain.model import Aggregation, Attainment, Series
from indicators.domain.targets import Level, TargetParts, target_parts
from indicators.domain.windows import calendar_of

LEVELS: tuple[Level, ...] = ("seuil", "objectif")


def targets_step(series: Series, now: Attainment, sources: Mapping[str, str]) -> Step:
    if now.objectif_annual is None:
        return Step("Les cibles à date", "Aucun objectif n’est fixé pour cette année.")
    source = sources.get(now.target_version, "")
    version = f"Version «\u00a0{now.target_version}\u00a0» des cibles{f' ({source})' if source else ''}"
    formulas = tuple(_formula(series, now, level) for level in LEVELS if _to_date(now, level) is not None)
    match series.definition.aggregation:
        case Aggregation.SOMME:
            text = f"{version}, au prorata des mois non neutralisés."
        case Aggregation.CUMUL_CONTRAT:
            text = f"{version}\u00a0: acquis de fin d’année précédente, plus la hausse de l’année au prorata des mois."
        case _:
            return Step("Les cibles", f"{version}, appliquées telles quelles toute l’année.", formulas)
    return Step("Les cibles à date", text, formulas)


def _to_date(now: Attainment, level: Level) -> Decimal | None:
    return now.seuil_to_date if level == "seuil" else now.objectif_to_date


def _formula(series: Series, now: Attainment, level: Level) -> str:
    """`objectif 45 078 × 10 ÷ 12 → 37 565`."""
    definition = series.definition
    parts = target_parts(series, calendar_of(series), now.month, level)
    result = target_text(definition, _to_date(now, level))
    if parts is None or not definition.aggregation.accumulates:
        return f"{level} {result}"
    share = f"{TIMES}{parts.counted}\u00a0÷\u00a012"
    if definition.aggregation is Aggregation.SOMME:
        return f"{level} {exact_text(parts.annual)}{share} → {result}"
    return f"{level} {_rise(parts)}{share} → {result}"


def _rise(parts: TargetParts) -> str:
    before = taken_away(parts.annual_before)
    return f"{exact_text(parts.reached_before)} + ({exact_text(parts.annual)}{MINUS}{before})"
