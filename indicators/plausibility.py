"""Soft checks of an entry: unlikely values are reported to the person who enters them, never refused.

A value is compared with the median of the last two years of its series: one odd month does not move a median.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median

from cpg.shared import french
from cpg.shared.periods import Month
from indicators.domain.aggregation import month_value
from indicators.domain.exact import rounded
from indicators.domain.model import Aggregation, Amount, Definition, Fact, Pair, Series

MONTHS_LOOKED_AT = 24
# With fewer months there is no usual value to compare with.
FEWEST = 6
# Six times the median deviation: about four standard deviations of a normal series.
DEVIATIONS = 6
# A series that hardly moves has a deviation near zero: use at least a hundredth of its median.
LEAST_DEVIATION = Fraction(1, 100)
HUNDREDFOLD = (Fraction(50), Fraction(200))
SMALL_DENOMINATOR = Fraction(1, 5)


@dataclass(frozen=True, slots=True)
class Doubt:
    """An unlikely value: a stable code and a French sentence."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Usual:
    """The facts of the two years before a month, in order, and their values."""

    definition: Definition
    facts: tuple[Fact, ...]
    values: tuple[Fraction, ...]

    @classmethod
    def before(cls, definition: Definition, facts: Mapping[Month, Fact], month: Month) -> "Usual":
        earlier = [facts[each] for each in sorted(facts) if month.plus(-MONTHS_LOOKED_AT) <= each < month]
        values = (month_value(definition, fact) for fact in earlier)
        return cls(
            definition, tuple(earlier), tuple(Fraction(value) for value in values if value is not None)
        )

    @property
    def is_enough(self) -> bool:
        return len(self.values) >= FEWEST


def doubts(series: Series, month: Month, fact: Fact) -> tuple[Doubt, ...]:
    """All doubts about `fact` in that month of the series, which may hold it already; none for an absence."""
    value = month_value(series.definition, fact)
    usual = Usual.before(series.definition, series.facts, month)
    if value is None or not usual.facts:
        return ()
    listed = [check(usual, fact, value) for check in CHECKS]
    return _without_repeats([each for each in listed if each is not None])


def _without_repeats(listed: Sequence[Doubt]) -> tuple[Doubt, ...]:
    """Drop the outlier beside a wrong sign, a factor of a hundred or a zero: the same slip is reported once."""
    named = {"sign", "hundredfold", "zero"}
    is_named = any(each.code in named for each in listed)
    return tuple(each for each in listed if not (is_named and each.code == "outlier"))


def _sign(usual: Usual, fact: Fact, value: Decimal) -> Doubt | None:
    if not usual.is_enough or value == 0:
        return None
    others = [each for each in usual.values if each != 0]
    if len(others) >= FEWEST and all((each > 0) != (value > 0) for each in others):
        return Doubt(
            "sign", f"{_with_unit(usual, value)}\u00a0: le signe n’est pas celui des mois précédents."
        )
    return None


def _hundredfold(usual: Usual, fact: Fact, value: Decimal) -> Doubt | None:
    if not usual.is_enough or value == 0:
        return None
    middle = median(usual.values)
    if middle == 0:
        return None
    ratio = abs(Fraction(value) / middle)
    low, high = HUNDREDFOLD
    if low <= ratio <= high or 1 / high <= ratio <= 1 / low:
        word = "plus" if ratio > 1 else "moins"
        return Doubt(
            "hundredfold", f"{_with_unit(usual, value)}\u00a0: environ cent fois {word} que d’habitude."
        )
    return None


def _outlier(usual: Usual, fact: Fact, value: Decimal) -> Doubt | None:
    """Compare by median and median absolute deviation. A last value (`dernier`) drifts, so no level of it is usual."""
    if not usual.is_enough or usual.definition.aggregation in (Aggregation.DERNIER, Aggregation.ETAT):
        return None
    middle = median(usual.values)
    deviation = median(abs(each - middle) for each in usual.values)
    allowed = DEVIATIONS * max(deviation, LEAST_DEVIATION * abs(middle))
    if allowed == 0 or abs(Fraction(value) - middle) <= allowed:
        return None
    where = "au-dessus" if value > middle else "au-dessous"
    return Doubt(
        "outlier", f"{_with_unit(usual, value)}, bien {where} des mois précédents ({_range(usual)})."
    )


def _small_denominator(usual: Usual, fact: Fact, value: Decimal) -> Doubt | None:
    denominators = [Fraction(each.denominator) for each in usual.facts if isinstance(each, Pair)]
    if not isinstance(fact, Pair) or len(denominators) < FEWEST:
        return None
    middle = median(denominators)
    if middle == 0 or Fraction(fact.denominator) >= SMALL_DENOMINATOR * middle:
        return None
    usually = french.trimmed(rounded(middle, 0))
    return Doubt(
        "small_denominator",
        f"Dénominateur de {french.trimmed(fact.denominator)}, contre {usually} d’habitude.",
    )


def _unchanged(usual: Usual, fact: Fact, value: Decimal) -> Doubt | None:
    """Same figures as the month before: unlikely for monthly counts, normal for a last value and for zero."""
    if usual.definition.aggregation in (Aggregation.DERNIER, Aggregation.ETAT) or value == 0:
        return None
    last = usual.facts[-1]
    if last != fact or _is_habit(usual, fact):
        return None
    return Doubt("unchanged", "Exactement la valeur précédente.")


def _is_habit(usual: Usual, fact: Fact) -> bool:
    """Whether the series often repeats this fact."""
    return sum(each == fact for each in usual.facts) > len(usual.facts) // 3 + 1


def _zero(usual: Usual, fact: Fact, value: Decimal) -> Doubt | None:
    is_zero = fact.numerator == 0 if isinstance(fact, Pair) else value == 0
    if not is_zero or not usual.is_enough or any(_is_zero(each) for each in usual.facts):
        return None
    return Doubt("zero", "Zéro, pour la première fois en deux ans.")


def _is_zero(fact: Fact) -> bool:
    match fact:
        case Pair(numerator, _):
            return numerator == 0
        case Amount(value):
            return value == 0
        case _:
            return False


type Check = Callable[[Usual, Fact, Decimal], Doubt | None]
CHECKS: tuple[Check, ...] = (_sign, _hundredfold, _outlier, _small_denominator, _unchanged, _zero)


def _with_unit(usual: Usual, value: Decimal) -> str:
    return french.with_short_unit(french.trimmed(value), usual.definition.unit)


def _range(usual: Usual) -> str:
    decimals = usual.definition.decimals
    low, high = (french.trimmed(rounded(each, decimals)) for each in (min(usual.values), max(usual.values)))
    return french.with_short_unit(f"{low} à {high}", usual.definition.unit)
