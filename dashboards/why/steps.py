"""A step of the explanation of a figure, its exact numbers in text, and the step of the targets (RC-8, RC-10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cpg.shared import french
from dashboards.shared.figures import target_text
from dashboards.why.inputs import InputLine
from indicators.domain.model import Aggregation, Attainment, Definition, Series
from indicators.domain.targets import LEVELS, Level, Line, YearTargets, targets_at

DECIMALS_AT_MOST = 6
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
    year = targets_at(series, now.month)
    formulas = tuple(_formula(year, now, level) for level in LEVELS if _to_date(now, level) is not None)
    text = f"{version}, {_way(series.definition.aggregation)}{_relief_text(year)}{_whole_text(series.definition)}"
    is_dated = series.definition.accumulates or series.definition.aggregation is Aggregation.ETAT
    return Step("Les cibles à date" if is_dated else "Les cibles", text, formulas)


def _way(aggregation: Aggregation) -> str:
    match aggregation:
        case Aggregation.SOMME:
            return "au prorata des mois non neutralisés."
        case Aggregation.CUMUL_CONTRAT:
            return "niveau signé de l’année précédente, plus la hausse de l’année au prorata des mois."
        case Aggregation.ETAT:
            return "du niveau signé pour l’année précédente à celui de l’année, au prorata des mois."
        case _:
            return "appliquées telles quelles toute l’année."


def _relief_text(year: YearTargets | None) -> str:
    """What neutralised months of past years took off a running total for good (RC-8)."""
    lines = (year.seuil, year.objectif) if year else ()
    if not any(line is not None and line.relief for line in lines):
        return ""
    return " L’allègement, retiré, est la part des mois neutralisés des années passées\u00a0: elle n’est plus due."


def _whole_text(definition: Definition) -> str:
    """Why a target to date has no decimals."""
    if not definition.is_counted_one_by_one or definition.aggregation is Aggregation.DERNIER:
        return ""
    side = "inférieur" if definition.rises else "supérieur"
    return f" Ce qui se compte à l’unité n’est dû qu’en entier\u00a0: arrondi à l’entier {side}."


def _to_date(now: Attainment, level: Level) -> Decimal | None:
    return now.seuil_to_date if level == "seuil" else now.objectif_to_date


def _formula(year: YearTargets | None, now: Attainment, level: Level) -> str:
    """`objectif 45 078 × 10 ÷ 12 → 37 565`."""
    line = None if year is None else year.seuil if level == "seuil" else year.objectif
    if year is None or line is None:
        return ""
    result = target_text(year.timeline.definition, _to_date(now, level))
    if not line.step:
        return f"{level} {result}"
    elapsed = year.elapsed_at(year.timeline.index(now.month))
    return f"{level} {_rise(year, line)}{TIMES}{_share(year, elapsed, line.whole)} → {result}"


def _rise(year: YearTargets, line: Line) -> str:
    """What the target starts from and by how much it rises in the year."""
    power = 10**year.decimals
    annual, before = Fraction(line.annual, power), Fraction(line.before, power)
    if year.timeline.definition.aggregation is Aggregation.SOMME:
        return exact_text(annual)
    relief = Fraction(line.relief, power * line.whole)
    start = exact_text(before) + (f"{MINUS}{taken_away(relief)}" if relief else "")
    return f"{start} + ({exact_text(annual)}{MINUS}{taken_away(before)})"


def _share(year: YearTargets, elapsed: int, whole: int) -> str:
    """`10 ÷ 12` months; with a profile of the year, the weight of the months that have elapsed."""
    if year.year in year.timeline.series.profiles:
        return exact_text(Fraction(elapsed, whole))
    a_month = year.timeline.whole // 12
    return f"{elapsed // a_month}\u00a0÷\u00a0{whole // a_month}"
