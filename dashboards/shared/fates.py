"""What is announced of December's objectif, in four words that pages and texts share."""

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum

from cpg.shared import french
from dashboards.shared.chances import HARDLY_LIKELY, NEARLY_CERTAIN, as_shown
from indicators.domain.best_month import BestMonth
from indicators.domain.december import is_secured
from indicators.domain.model import Attainment, Definition, Estimate

HALF, UNDECIDABLE = Decimal("0.5"), Decimal(1)
NOTHING_ESTIMATED = Estimate()


class Fate(StrEnum):
    """What is announced of December's objectif, in the order of the table. The value is its anchor."""

    PLAYED = "jeu"
    SHORT = "peu"
    UNKNOWN = "sans"
    SURE = "haut"

    def count_text(self, count: int) -> str:
        """What follows the number of the group: `se jouent encore`."""
        one, many = {
            Fate.PLAYED: ("se joue encore", "se jouent encore"),
            Fate.SHORT: ("n’y arriverait pas", "n’y arriveraient pas"),
            Fate.UNKNOWN: ("reste sans estimation", "restent sans estimation"),
            Fate.SURE: ("est presque certain ou acquis", "sont presque certains ou acquis"),
        }[self]
        return french.plural(count, one, many)


def announced_text(counts: Callable[[Fate], int]) -> str:
    """`pour décembre, sept se jouent encore, huit n’y arriveraient pas et six sont presque certains ou acquis`; "" for
    nothing.
    """
    parts = [
        f"{french.count_word(count)} {fate.count_text(count)}"
        for fate in (Fate.PLAYED, Fate.SHORT, Fate.SURE, Fate.UNKNOWN)
        if (count := counts(fate))
    ]
    return f"pour décembre, {french.listing(parts)}" if parts else ""


def estimate_of(now: Attainment | None) -> Estimate:
    return now.estimate if now and now.estimate else NOTHING_ESTIMATED


def fate_of(definition: Definition, now: Attainment | None, takes_record: Callable[[], bool]) -> Fate:
    """Of a rough kind, which is never shown below one in ten: short where it is hardly likely before that, and takes a
    month better than all those before.
    """
    estimated = estimate_of(now).objectif
    chance = as_shown(definition, estimated)
    if chance is None or estimated is None:
        return Fate.UNKNOWN
    if chance < HARDLY_LIKELY or (estimated < HARDLY_LIKELY and takes_record()):
        return Fate.SHORT
    return Fate.SURE if chance >= NEARLY_CERTAIN else Fate.PLAYED


def takes_a_record(definition: Definition, now: Attainment, best: BestMonth | None) -> bool:
    """Whether no month was as good as the pace. Of a value that is at least so much the pace is one at most: no record
    is certain.
    """
    pace = now.pace
    if pace is None or pace.value is None or best is None or now.is_floor:
        return False
    return not is_secured(definition, pace.value) and not best.is_as_good_as(pace)


def undecided(chance: Decimal | None) -> Decimal:
    """The distance to one half."""
    return UNDECIDABLE if chance is None else abs(chance - HALF)
