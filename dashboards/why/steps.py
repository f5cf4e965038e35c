"""A step of the explanation of a figure, its exact numbers in text, and the step of the targets (RC-8, RC-10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cpg.shared import french
from dashboards.shared.figures import target_text
from dashboards.why.inputs import InputLine
from indicators.domain.model import Aggregation, Attainment, Series
from indicators.domain.targets import Level, TargetParts, target_parts
from indicators.domain.windows import calendar_of

DECIMALS_AT_MOST = 6
LEVELS: tuple[Level, ...] = ("seuil", "objectif")
TIMES, MINUS = "\u00a0×\u00a0", "\u00a0−\u00a0"


@dataclass(frozen=True, slots=True)
class Step:
    """What is done, the formulas with their numbers, and the months that went in."""

    title: str
    text: str
    formulas: tuple[str, ...] = ()
    inputs: tuple[InputLine, ...] = ()


def taken_away(number: Fraction) -> str:
    """The number after a minus sign: in brackets where it is negative."""
    text = exact_text(number)
    return f"({text})" if number < 0 else text


def exact_text(number: Fraction) -> str:
    """The number with all its decimals, or cut with an ellipsis where they do not end soon: never rounded."""
    scaled = abs(number) * 10**DECIMALS_AT_MOST
    cut = Decimal(int(scaled)).scaleb(-DECIMALS_AT_MOST)
    text = french.trimmed(-cut if number < 0 else cut)
    return text if scaled.denominator == 1 else f"{text}…"


def targets_step(series: Series, now: Attainment, sources: Mapping[str, str]) -> Step:
    """From the targets as signed to those of the date, with their version, its source and their numbers."""
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
