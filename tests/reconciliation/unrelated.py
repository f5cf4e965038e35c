"""Differences without a cause that anything could prove: each one that gets a name all the same is named falsely.

Every series has figures of theirs that are wrong in their own way: near ours, of the same size, of another month taken
once, zeros, or all of another indicator. What is a month or two cannot be told from chance.
"""

from collections.abc import Callable, Mapping
from decimal import ROUND_DOWN, Decimal
from random import Random

from cpg.shared.periods import Month
from indicators.domain.model import Absence, Aggregation, Amount, Fact, Pair
from indicators.domain.reconciling import Cause, OurVersion
from tests.reconciliation.injected import CENT, FIRST, MONTHS, Made, generated

type Spoil = Callable[[Made, Random], None]
UNNAMED = (Cause.UNEXPLAINED, None)


def unrelated(kind: str, random: Random) -> Made:
    """A series with such differences; those that are equal by chance are none."""
    made = _small(random) if kind.startswith("small") else generated(random)
    made.theirs = {month: made.fact(month) for month in made.months}
    SPOILED[kind](made, random)
    made.injected = dict.fromkeys(made.months, UNNAMED)
    return made


def _small(random: Random) -> Made:
    """Counts of a few, a stock that moves by little, or round figures."""
    shape = random.choice(["few", "stock", "round"])
    made, level = Made(Aggregation.DERNIER if shape == "stock" else Aggregation.SOMME, "dossiers", {}), 1000
    for rank in range(MONTHS):
        month = FIRST.plus(rank)
        level += random.randrange(-3, 6)
        figure = {"few": random.randrange(15), "stock": level, "round": 100 * random.randrange(1, 60)}[shape]
        made.ours[month] = [OurVersion(Amount(Decimal(figure)), month.last_day)]
    return made


def _changed(made: Made, month: Month, change: Callable[[Decimal], Decimal]) -> None:
    match made.fact(month):
        case Pair(numerator, denominator):
            made.theirs[month] = Pair(change(numerator), denominator)
        case Amount(value):
            made.theirs[month] = Amount(change(value))
        case Absence():
            raise AssertionError(month)


def _step(fact: Fact) -> Decimal:
    return CENT if isinstance(fact, Amount) and fact.value % 1 else Decimal(1)


def _near(made: Made, random: Random) -> None:
    """Each month wrong by two to nine of its smallest steps."""
    for month in made.months:
        by = random.choice([-1, 1]) * random.randrange(2, 10) * _step(made.fact(month))
        _changed(made, month, lambda each, by=by: each + by)  # type: ignore[misc]


def _of_size(made: Made, random: Random) -> None:
    """Each month wrong by up to a third."""
    for month in made.months:
        factor, step = Decimal(random.randrange(670, 1330)) / 1000, _step(made.fact(month))
        _changed(made, month, lambda each, f=factor, s=step: (each * f).quantize(s))  # type: ignore[misc]


def _stuck(made: Made, random: Random) -> None:
    """One month, or two, that were not brought up to date; or a single month that has the figure of another."""
    for first in (14, 20, 26, 32):
        months = made.months[first : first + random.choice([1, 1, 2])]
        taken = random.choice([made.months[first - 1], random.choice(made.months)])
        for month in months:
            made.theirs[month] = made.fact(taken)


def _dealt(made: Made, random: Random) -> None:
    """Our own figures in any order."""
    dealt = random.sample(made.months, len(made.months))
    made.theirs = {month: made.fact(other) for month, other in zip(made.months, dealt, strict=True)}


def _zeros(made: Made, random: Random) -> None:
    for month in random.sample(made.months, 6):
        _changed(made, month, lambda each: each * 0)


def _vanished(made: Made, random: Random) -> None:
    """Figures that end with zeros, and here and there less than their unit, which became nothing."""
    for rank, month in enumerate(made.months):
        figure = 100 * random.randrange(1, 50) if rank % 6 else random.randrange(1, 100)
        made.ours[month] = [OurVersion(Amount(Decimal(figure)), month.last_day)]
        made.theirs[month] = Amount(Decimal(figure).scaleb(-2).quantize(Decimal(1), ROUND_DOWN) * 100)


def _scaled_once(made: Made, random: Random) -> None:
    """A zero too many or too few."""
    for month in random.sample(made.months, 3):
        _changed(made, month, lambda each: each * 10)


def _elsewhere(made: Made, random: Random) -> None:
    """Another indicator of the same kind, of the same size or of another."""
    other = _small(random) if made.aggregation is Aggregation.SOMME else generated(random)
    for month in made.months:
        fact = other.fact(month)
        if isinstance(fact, Pair) is isinstance(made.fact(month), Pair):
            made.theirs[month] = fact


SPOILED: Mapping[str, Spoil] = {
    "near": _near,
    "of size": _of_size,
    "stuck": _stuck,
    "dealt": _dealt,
    "zeros": _zeros,
    "vanished": _vanished,
    "scaled once": _scaled_once,
    "elsewhere": _elsewhere,
    "small, near": _near,
    "small, of size": _of_size,
    "small, stuck": _stuck,
    "small, dealt": _dealt,
}
