"""What is estimated of December, in words: tenths of chance, an interval, and on what they rest (RC-26)."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from cpg.shared import french
from dashboards.shared.figures import target_text, value_text
from indicators.domain.model import Aggregation, Attainment, Definition
from indicators.domain.projection import Position

SECURED, OUT_OF_REACH = Decimal(1), Decimal(0)
NEARLY_CERTAIN, HARDLY_LIKELY = Decimal("0.95"), Decimal("0.05")
# What was measured of these does not hold the limits: neither extreme is announced (RC-26).
ROUGHER = frozenset({Aggregation.RATIO, Aggregation.DERNIER, Aggregation.ETAT})
HIGHEST_ROUGH = Decimal("0.949")
ROUGH_WORDS = "estimation moins sûre"
IN_TEN = f"sur{french.NO_BREAK}10"
DECEMBER = 12
# An estimate has no five digits: from so much on, a bound is rounded to so much, away from the projection.
ROUNDED = ((1_000_000, 10_000), (100_000, 1_000), (1_000, 10))


def is_rough(definition: Definition) -> bool:
    """Whether chances of this kind are less reliable: pages say so, and call none nearly certain or very unlikely."""
    return definition.aggregation in ROUGHER


def as_shown(definition: Definition, chance: Decimal | None) -> Decimal | None:
    """The chance as every page reads it: between 1 and 9 in ten where the kind is rough and it is an estimate."""
    if chance is None or chance in {SECURED, OUT_OF_REACH} or not is_rough(definition):
        return chance
    return min(HIGHEST_ROUGH, max(HARDLY_LIKELY, chance))


def tenths(chance: Decimal) -> int:
    """How many chances in ten: none below 0.05, ten from 0.95 on."""
    return int(10 * chance + Decimal("0.5"))


def short_chance(chance: Decimal | None) -> str:
    """Where a head says that it is a chance: `environ 7 sur 10`, `presque certain`; "" where nothing is estimated.
    Never a per cent: the measure is not that fine.
    """
    return _in_words(chance, "")


def chance_words(chance: Decimal | None) -> str:
    """The same in a sentence: `environ 7 chances sur 10`."""
    return _in_words(chance, "chances ")


def _in_words(chance: Decimal | None, noun: str) -> str:
    if chance is None:
        return ""
    if chance in {SECURED, OUT_OF_REACH}:
        return "acquis" if chance == SECURED else "hors d’atteinte"
    if chance >= NEARLY_CERTAIN:
        return "presque certain"
    if chance < HARDLY_LIKELY:
        return "très peu probable"
    count = tenths(chance)
    return (
        f"environ {count}{french.NO_BREAK}{noun.replace('chances', 'chance') if count == 1 else noun}{IN_TEN}"
    )


def shown_bounds(definition: Definition, now: Attainment) -> tuple[Decimal, Decimal] | None:
    """Both ends of the interval as every page shows them and as announcements are judged: rounded away from the
    projection, but never below what is done already. One value twice where nothing can move any more.
    """
    estimate = now.estimate
    if estimate is None or estimate.low is None or estimate.high is None:
        return None
    if estimate.low == estimate.high:
        return estimate.low, estimate.high
    low = _rounded(estimate.low, ROUND_FLOOR)
    if definition.accumulates and now.value is not None and now.value <= estimate.low:
        low = max(low, now.value)
    return low, _rounded(estimate.high, ROUND_CEILING)


def bounds(definition: Definition, now: Attainment) -> tuple[str, str] | None:
    """The same with the unit; None without an interval, or where nothing can move any more."""
    shown = shown_bounds(definition, now)
    if shown is None or shown[0] == shown[1]:
        return None
    return value_text(definition, shown[0]), value_text(definition, shown[1])


def interval_text(definition: Definition, now: Attainment) -> str:
    """`de 43 990 à 45 320`."""
    ends = bounds(definition, now)
    return f"de {ends[0]} à {ends[1]}" if ends else ""


def _rounded(bound: Decimal, way: str) -> Decimal:
    step = next((step for start, step in ROUNDED if abs(bound) >= start), None)
    return bound if step is None else (bound / step).to_integral_value(rounding=way) * step


def december_sentence(definition: Definition, now: Attainment, objectif: Decimal | None) -> str:
    """`Décembre finirait près de 44 655, entre 43 990 et 45 320 quatre fois sur cinq : environ 2 chances sur 10
    d’atteindre 45 078.` "" where nothing is estimated. `objectif` is December's in the version of the month.
    """
    if now.estimate is None or now.projection is None or now.month.number == DECEMBER:
        return ""
    ends = bounds(definition, now)
    ending = f"Décembre finirait près de {value_text(definition, now.projection)}"
    if ends:
        ending += f", entre {ends[0]} et {ends[1]} quatre fois sur cinq"
    chance = as_shown(definition, now.estimate.objectif)
    if chance is None or objectif is None:
        return f"{ending}.{outside(definition, now)}"
    aim = target_text(definition, objectif)
    rough = is_rough(definition) and chance not in {SECURED, OUT_OF_REACH}
    sure = f" ({ROUGH_WORDS})" if rough else ""
    return f"{ending}\u00a0: {_to_reach(definition, chance, aim)}{sure}.{outside(definition, now)}"


def _to_reach(definition: Definition, chance: Decimal, aim: str) -> str:
    if chance in {SECURED, OUT_OF_REACH} or not HARDLY_LIKELY <= chance < NEARLY_CERTAIN:
        return f"l’objectif, {aim}, est {chance_words(chance)}"
    return f"{chance_words(chance)} {'d’atteindre' if definition.rises else 'de ne pas dépasser'} {aim}"


def objectif_of(position: Position | None) -> Decimal | None:
    """The objectif of December in the version of the month, as it is published."""
    return position.year.december.published_objectif if position and position.year else None


def outside(definition: Definition, now: Attainment) -> str:
    """Why the projection is not in the interval that is shown, as a sentence after another; "" where it is."""
    shown = shown_bounds(definition, now)
    if shown is None or now.projection is None or shown[0] <= now.projection <= shown[1]:
        return ""
    return " L’an dernier, cette projection s’était trompée\u00a0: l’intervalle retient la moitié de l’écart."
