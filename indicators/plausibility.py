"""Doubts about an entry: unlikely figures are reported to the person who enters them, never refused (docs/saisie.md).

A month is compared with the two years before it, season and level; while its series is young, with the targets of its
year.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from cpg.shared import french
from cpg.shared.periods import Month
from indicators.domain.aggregation import month_value
from indicators.domain.exact import rounded
from indicators.domain.likely import FEWEST
from indicators.domain.model import Fact, Pair, Series
from indicators.domain.signed_level import Asked, is_a_share_of_a_whole
from indicators.usual import Usual, quantity

HUNDREDFOLD = (Fraction(50), Fraction(200))
SMALL_DENOMINATOR = Fraction(1, 5)
# A figure whose digits were swapped is nearer than half of what is far.
HALF_AS_FAR = 2
RUNNING = 3


@dataclass(frozen=True, slots=True)
class Doubt:
    """An unlikely value: a stable code and a French sentence."""

    code: str
    sentence: str


def doubts(series: Series, month: Month, fact: Fact) -> tuple[Doubt, ...]:
    """All doubts about `fact` in that month of the series, which may hold it already; none for an absence."""
    value = month_value(series.definition, fact)
    if value is None:
        return ()
    usual = Usual.before(series, month)
    size = next((found for check in SIZES if (found := check(usual, fact, value))), None)
    others = (check(usual, fact, value) for check in OTHERS)
    return tuple(each for each in (size, *others) if each is not None)


def _sign(usual: Usual, fact: Fact, value: Decimal) -> Doubt | None:
    others = [each for each in usual.values if each != 0]
    if value == 0 or len(others) < FEWEST or any((each > 0) == (value > 0) for each in others):
        return None
    return Doubt("sign", f"{_with_unit(usual, value)}\u00a0: le signe n’est pas celui des mois précédents.")


def _out_of_bounds(usual: Usual, fact: Fact, value: Decimal) -> Doubt | None:
    """A last value in % has no denominator that would bound it: its targets tell whether it is a part of a whole."""
    definition = usual.series.definition
    if not (usual.is_percentage and definition.aggregation.is_last_value) or 0 <= value <= 100:
        return None
    if is_a_share_of_a_whole(usual.series, usual.month, Fraction(value)) is not False:
        return None
    return Doubt(
        "out_of_bounds",
        f"{_with_unit(usual, value)}\u00a0: un pourcentage entre 0 et 100 est attendu, comme ses cibles.",
    )


def _hundredfold(usual: Usual, fact: Fact, value: Decimal) -> Doubt | None:
    """Beside the usual value; while the series is young, beside what the targets ask."""
    if usual.is_enough:
        compared, than = usual.middle(), "que d’habitude"
    elif usual.asked is not None and usual.is_far(value):
        compared, than = usual.asked.nearest(Fraction(value)), "que ce que demandent les cibles"
    else:
        return None
    if value == 0 or compared == 0:
        return None
    ratio, (low, high) = abs(Fraction(value) / compared), HUNDREDFOLD
    if not (low <= ratio <= high or low <= 1 / ratio <= high):
        return None
    word = "plus" if ratio > 1 else "moins"
    return Doubt("hundredfold", f"{_with_unit(usual, value)}\u00a0: environ cent fois {word} {than}.")


def _zero(usual: Usual, fact: Fact, value: Decimal) -> Doubt | None:
    if not _is_zero(fact) or not usual.is_enough or any(_is_zero(each) for each in usual.facts):
        return None
    return Doubt("zero", "Zéro, pour la première fois en deux ans.")


def _is_zero(fact: Fact) -> bool:
    return (fact.numerator if isinstance(fact, Pair) else quantity(fact)) == 0


def _running_total(usual: Usual, fact: Fact, value: Decimal) -> Doubt | None:
    """The total of the year was typed: that of the months before, or the month's own figure added to it."""
    definition, year = usual.series.definition, usual.year_so_far
    if definition.aggregation.is_last_value or not year:
        return None
    amounts = [quantity(each) or Decimal(0) for each in year]
    total, typed = sum(amounts, Decimal(0)), quantity(fact) or Decimal(0)
    is_total_before = len(year) > 1 and typed == total != 0 and _numerators(year) == _numerators((fact,))
    if not is_total_before and not _adds_the_month(usual, fact, total, typed):
        return None
    of_year = f"les mois de {usual.month.year} qui précèdent font {french.trimmed(total)}"
    return Doubt(
        "running_total",
        f"{french.trimmed(typed)} ressemble au cumul de l’année\u00a0: {of_year}. Saisissez le mois seul.",
    )


def _adds_the_month(usual: Usual, fact: Fact, total: Decimal, typed: Decimal) -> bool:
    own = typed - total
    if own <= 0 or total <= 0:
        return False
    is_far = usual.has_far_denominator if isinstance(fact, Pair) else usual.is_far
    return usual.is_enough and is_far(typed) and not is_far(own)


def _numerators(facts: tuple[Fact, ...]) -> Decimal:
    return sum((each.numerator for each in facts if isinstance(each, Pair)), Decimal(0))


def _swapped(usual: Usual, fact: Fact, value: Decimal) -> Doubt | None:
    if not usual.is_enough or not usual.is_far(value):
        return None
    for typed, meant, other in _with_swapped_digits(fact):
        likely_value = month_value(usual.series.definition, other)
        if likely_value is not None and not usual.is_far(likely_value, nearer=HALF_AS_FAR):
            return Doubt(
                "swapped",
                f"{typed} est loin des mois précédents, {meant} ne le serait pas\u00a0: "
                "deux chiffres inversés\u202f?",
            )
    return None


def _with_swapped_digits(fact: Fact) -> Iterator[tuple[str, str, Fact]]:
    """Every fact with two neighbouring digits of one figure the other way round, as (typed, meant, fact)."""
    for part in ("value", "numerator", "denominator"):
        typed: Decimal | None = getattr(fact, part, None)
        if typed is None:
            continue
        sign, digits, exponent = typed.as_tuple()
        for place, (one, other) in enumerate(pairwise(digits)):
            if one == other or (place == 0 and other == 0):
                continue
            swapped = (*digits[:place], other, one, *digits[place + 2 :])
            meant = Decimal((sign, swapped, int(exponent)))
            yield french.trimmed(typed), french.trimmed(meant), replace(fact, **{part: meant})  # type: ignore[arg-type]


def _outlier(usual: Usual, fact: Fact, value: Decimal) -> Doubt | None:
    if not usual.is_far(value):
        return None
    if not usual.is_enough and usual.asked is not None:
        return Doubt("outlier", f"{_with_unit(usual, value)}, loin {_asked(usual, usual.asked)}.")
    low, high = min(usual.values), max(usual.values)
    if low <= value <= high and usual.a_year_before not in {None, value}:
        before = _with_unit(usual, usual.a_year_before)
        month = usual.month.plus(-12)
        name = french.month_name(month.year, month.number)
        return Doubt(
            "outlier", f"{_with_unit(usual, value)}, inhabituel en cette saison ({before} en {name})."
        )
    where = "au-dessus" if value > usual.middle() else "au-dessous"
    return Doubt(
        "outlier", f"{_with_unit(usual, value)}, bien {where} des mois précédents ({_range(usual)})."
    )


def _small_denominator(usual: Usual, fact: Fact, value: Decimal) -> Doubt | None:
    denominators = sorted(Fraction(each.denominator) for each in usual.facts if isinstance(each, Pair))
    if not isinstance(fact, Pair) or len(denominators) < FEWEST:
        return None
    middle = (denominators[(len(denominators) - 1) // 2] + denominators[len(denominators) // 2]) / 2
    if middle == 0 or Fraction(fact.denominator) >= SMALL_DENOMINATOR * middle:
        return None
    usually = french.trimmed(rounded(middle, 0))
    return Doubt(
        "small_denominator",
        f"Dénominateur de {french.trimmed(fact.denominator)}, contre {usually} d’habitude.",
    )


def _unchanged(usual: Usual, fact: Fact, value: Decimal) -> Doubt | None:
    """The third same figure in a row. Not zero, nor where the series does so, nor a last value that may."""
    facts = usual.facts
    is_young = usual.series.definition.aggregation.is_last_value and not usual.is_enough
    if value == 0 or is_young or len(facts) < RUNNING - 1 or {*facts[1 - RUNNING :]} != {fact}:
        return None
    earlier = facts[: 1 - RUNNING]
    runs = zip(earlier, earlier[1:], earlier[2:], strict=False)
    if any(one == other == third for one, other, third in runs):
        return None
    return Doubt("unchanged", "Exactement la même valeur pour la troisième fois de suite.")


type Check = Callable[[Usual, Fact, Decimal], Doubt | None]
# One slip is reported once: of the checks of a size, the first that doubts is the one that explains most.
SIZES: tuple[Check, ...] = (
    _sign, _out_of_bounds, _hundredfold, _zero, _running_total, _swapped, _outlier,
)  # fmt: skip
OTHERS: tuple[Check, ...] = (_small_denominator, _unchanged)


def _with_unit(usual: Usual, value: Decimal) -> str:
    return french.amount(value, usual.series.definition.unit)


def _range(usual: Usual) -> str:
    low, high = (french.trimmed(each) for each in (min(usual.values), max(usual.values)))
    return french.with_short_unit(f"{low} à {high}", usual.series.definition.unit)


def _asked(usual: Usual, asked: Asked) -> str:
    """What the targets ask, as the end of a sentence."""
    definition = usual.series.definition
    low, high = (french.trimmed(rounded(each, definition.decimals)) for each in asked)
    bounds = low if low == high else f"{low} à {high}"
    of_what = "de ce que les cibles demandent d’un mois" if definition.accumulates else "des cibles"
    return f"{of_what} ({french.with_short_unit(bounds, definition.unit)})"
