"""Fictitious months of one indicator: pairs or amounts, by its aggregation."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from cpg.shared.periods import Month, months_between
from indicators.demo.shapes import Shape, activity, level, shape_of
from indicators.domain.model import Aggregation, Amount, Definition, Fact, Pair, Series, Target
from indicators.domain.targets import latest_version, version_in_force

# Targets to draw around for an indicator that has none yet: a share in %, or a count a year.
UNSETTLED_SHARE = Target(Decimal(60), Decimal(75))
# Consumption of an average month in the year of reference, the same for every year compared with it.
BASE_CONSUMPTION = 40_000
# A ratio whose parts have decimals divides amounts, not cases.
EUROS_A_CASE = 1000
UNSETTLED_COUNT = Target(Decimal(1600), Decimal(2400))


@dataclass(frozen=True, slots=True)
class Sketch:
    """Input of the fictitious months of one indicator. `key` seeds the random numbers: the same on each machine."""

    key: str
    position: int
    series: Series
    entry_decimals: int

    @property
    def first_year(self) -> int:
        latest = latest_version(self.series)
        first_year = latest.first_year if latest else None
        return first_year or self.series.definition.contract_first_year


def facts_of(sketch: Sketch, last: Month) -> Iterator[tuple[Month, Fact]]:
    """Every month in which this indicator is reported, from its first year to the last month."""
    definition = sketch.series.definition
    shape = shape_of(sketch.key, sketch.position, definition)
    rng = Random(f"{sketch.key} months")  # noqa: S311 - fictitious figures, the same on each machine
    for month in months_between(Month(sketch.first_year, 1), last):
        fact = _fact(sketch, shape, month, rng)
        if month.number % definition.frequency.months == 0:
            yield month, fact


def _fact(sketch: Sketch, shape: Shape, month: Month, rng: Random) -> Fact:
    definition, decimals = sketch.series.definition, sketch.entry_decimals
    reached = level(shape, _target(sketch.series, month.year), month, sketch.first_year, rng)
    busy = activity(shape, month, rng)
    match definition.aggregation:
        case Aggregation.RATIO:
            return _ratio(definition, shape, reached, busy, decimals)
        case Aggregation.EVOLUTION:
            base = _rounded(BASE_CONSUMPTION * shape.season[month.number - 1], decimals)
            return Pair(_rounded(float(base) * (1 + reached / 100), decimals), base)
        case Aggregation.SOMME:
            part = definition.frequency.months / 12
            return Amount(max(Decimal(0), _rounded(reached * part * busy, decimals)))
        case Aggregation.CUMUL_CONTRAT:
            return Amount(max(Decimal(0), _rounded(_gained(sketch.series, month, reached) * busy, decimals)))
        case Aggregation.DERNIER | Aggregation.ETAT:
            return Amount(_bounded(definition, _rounded(reached, decimals)))


def _ratio(definition: Definition, shape: Shape, reached: float, busy: float, entry_decimals: int) -> Fact:
    denominator = _rounded(shape.volume * busy * (EUROS_A_CASE if entry_decimals else 1), entry_decimals)
    if definition.unit != "%":
        return Pair(_rounded(float(denominator) * max(reached, 0), entry_decimals), denominator)
    share = min(max(reached, 0), 100) / 100
    return Pair(_rounded(float(denominator) * share, entry_decimals), denominator)


def _gained(series: Series, month: Month, reached: float) -> float:
    """What one period adds to a running total: the year's share of what its targets add."""
    before = _signed(series, month.year - 1)
    objectif = float(_target(series, month.year).objectif or 0)
    added = objectif - float(before.objectif or 0 if before else 0)
    periods = 12 / series.definition.frequency.months
    quality = reached / objectif if objectif else 1
    return added / periods * quality


def _signed(series: Series, year: int) -> Target | None:
    version = version_in_force(series, Month(year, 12))
    return version.targets.get(year) if version else None


def _target(series: Series, year: int) -> Target:
    """The signed target of a year, or a made-up one to draw around."""
    target = _signed(series, year)
    if target is not None and target.objectif is not None:
        return target
    return unsettled(series.definition)


def unsettled(definition: Definition) -> Target:
    """What figures without targets are drawn around."""
    return UNSETTLED_SHARE if definition.unit == "%" else UNSETTLED_COUNT


def _bounded(definition: Definition, value: Decimal) -> Decimal:
    counts = definition.unit != "%"
    return max(value, Decimal(0)) if counts else min(value, Decimal(100))


def _rounded(number: float, decimals: int) -> Decimal:
    return Decimal(f"{number:.{decimals}f}") + 0
