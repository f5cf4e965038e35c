"""What an indicator usually has in a month, as a first proposal of what to suppose."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from cpg.shared.periods import Month
from indicators.domain.exact import decimal_of, half_up
from indicators.domain.model import Aggregation, Amount, Fact, Pair, Series


def usual_fact(series: Series, month: Month) -> Fact | None:
    """The mean of the months of its year before it, else of the year before; of a level, the last one. None where
    nothing was entered. Rounded to the decimals that an entry may have, parts of a pair to whole numbers.
    """
    before = sorted(each for each in series.facts if each < month)
    own = [each for each in before if each.year == month.year]
    facts = [series.facts[each] for each in own or [each for each in before if each.year == month.year - 1]]
    pairs = [each for each in facts if isinstance(each, Pair)]
    if pairs:
        return Pair(
            _mean([each.numerator for each in pairs], 0), _mean([each.denominator for each in pairs], 0)
        )
    amounts = [each.value for each in facts if isinstance(each, Amount)]
    if not amounts:
        return None
    definition = series.definition
    last_only = definition.aggregation is Aggregation.ETAT
    return Amount(_mean(amounts[-1:] if last_only else amounts, definition.decimals))


def _mean(numbers: Sequence[Decimal], decimals: int) -> Decimal:
    mean = Fraction(sum(map(Fraction, numbers)), len(numbers)) * 10**decimals
    return decimal_of(half_up(mean.numerator, mean.denominator), decimals)
