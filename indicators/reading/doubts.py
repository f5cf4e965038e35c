"""What looks wrong in the targets of an indicator: a direction or a growth that breaks, units that change, a dash."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from indicators.reading.proposals import Doubt, DoubtKind, Target, TargetKind

# From one year to the next, and between a seuil and its objectif: more is a figure lost or joined, more often than not.
MOST_GROWTH, MOST_APART, SMALL = 5, 2, 100


def direction_of(targets: Mapping[int, Target]) -> str:
    """ "hausse" or "baisse" as seuils and objectifs say, or as objectifs go on; "" where neither says it."""
    signs = Counter(sign for sign in _signs(targets).values() if sign)
    if signs:
        return "hausse" if signs.most_common(1)[0][0] > 0 else "baisse"
    levels = [level for _, level in _levels(targets, "objectif")]
    if len(levels) < 2 or levels[0] == levels[-1]:
        return ""
    return "hausse" if levels[-1] > levels[0] else "baisse"


def doubts_of(targets: Mapping[int, Target]) -> Iterator[Doubt]:
    yield from _of_direction(targets)
    for level in ("seuil", "objectif"):
        yield from _of_growth(level, _levels(targets, level))
    yield from _of_kinds(targets)


def _signs(targets: Mapping[int, Target]) -> dict[int, int]:
    signs = {}
    for year, target in targets.items():
        if target.seuil and target.objectif:
            apart = Decimal(target.objectif) - Decimal(target.seuil)
            signs[year] = (apart > 0) - (apart < 0)
    return signs


def _of_direction(targets: Mapping[int, Target]) -> Iterator[Doubt]:
    signs = _signs(targets)
    usual = direction_of(targets)
    for year, sign in signs.items():
        target = targets[year]
        if not sign:
            yield Doubt(DoubtKind.DIRECTION, f"{year}\u00a0: le seuil égale l’objectif.", year)
        elif (sign > 0) != (usual == "hausse"):
            yield Doubt(
                DoubtKind.DIRECTION,
                f"{year}\u00a0: le seuil n’est pas du même côté de l’objectif que les autres années.",
                year,
            )
        if _is_apart(Decimal(target.seuil), Decimal(target.objectif), MOST_APART):
            yield Doubt(
                DoubtKind.GROWTH,
                f"{year}\u00a0: le seuil et l’objectif sont très éloignés l’un de l’autre.",
                year,
            )


def _is_apart(one: Decimal, other: Decimal, most: int) -> bool:
    low, high = sorted((abs(one), abs(other)))
    return high > max(most * low, Decimal(SMALL))


def _levels(targets: Mapping[int, Target], level: str) -> list[tuple[int, Decimal]]:
    texts = (
        (year, target.seuil if level == "seuil" else target.objectif)
        for year, target in sorted(targets.items())
    )
    return [(year, Decimal(text)) for year, text in texts if text]


def _of_growth(level: str, levels: Sequence[tuple[int, Decimal]]) -> Iterator[Doubt]:
    if len(levels) < 2:
        return
    whole = levels[-1][1] - levels[0][1]
    steps = [(year, after - before) for (_, before), (year, after) in pairwise(levels)]
    for year, step in steps:
        if step * whole < 0 or (not whole and step):
            yield Doubt(DoubtKind.GROWTH, f"{year}\u00a0: l’évolution du {level} change de sens.", year)
    for (_, before), (year, after) in pairwise(levels):
        if _is_apart(before, after, MOST_GROWTH):
            yield Doubt(DoubtKind.GROWTH, f"{year}\u00a0: le {level} saute, de {before} à {after}.", year)


def _of_kinds(targets: Mapping[int, Target]) -> Iterator[Doubt]:
    for year, target in sorted(targets.items()):
        if target.kind is TargetKind.NONE:
            sentence = f"{year} porte un tiret\u00a0: aucune cible cette année-là, ou un oubli\u00a0?"
            yield Doubt(DoubtKind.DASH, sentence, year)
        elif target.kind is TargetKind.UNREAD:
            yield Doubt(DoubtKind.UNCLEAR, f"{year}\u00a0: aucun nombre n’est lu avec certitude.", year)
    if targets and all(target.kind is TargetKind.LATER for target in targets.values()):
        yield Doubt(DoubtKind.LATER, "Aucun chiffre\u00a0: des cibles à définir plus tard\u00a0?")
