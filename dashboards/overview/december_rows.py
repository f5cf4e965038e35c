"""A row of « Ce que sera décembre »: an indicator with its chance, its rank, what it needs and who answers for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from commitments.models import Action
from cpg.shared import french
from dashboards.overview.needed import Needed, needed
from dashboards.shared.chances import HARDLY_LIKELY, NEARLY_CERTAIN, SECURED, as_shown
from dashboards.shared.reads import IndicatorState
from dashboards.shared.sentences import silence_of
from indicators.domain.model import Absence, Attainment, Estimate, Status
from indicators.models import Assignment
from indicators.slips import Slip

HALF, UNDECIDABLE = Decimal("0.5"), Decimal(1)
NOTHING_ESTIMATED = Estimate()
TOO_SHORT = "moins de 24 mois de valeurs"


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


@dataclass(frozen=True)
class DecemberRow:
    """An indicator with who answers for it and the slips of its linked actions."""

    state: IndicatorState
    assigned: Sequence[Assignment]
    slips: Sequence[Slip]

    @cached_property
    def chance(self) -> Decimal | None:
        """That of December's objectif, as every page reads it."""
        return as_shown(self.state.definition, self._estimate.objectif)

    @cached_property
    def seuil_chance(self) -> Decimal | None:
        return as_shown(self.state.definition, self._estimate.seuil)

    @cached_property
    def fate(self) -> Fate:
        if self.chance is None:
            return Fate.UNKNOWN
        if self.chance < HARDLY_LIKELY or self._takes_an_unlikely_record:
            return Fate.SHORT
        return Fate.SURE if self.chance >= NEARLY_CERTAIN else Fate.PLAYED

    @property
    def rank(self) -> tuple[int, Decimal, bool]:
        """Among the others; equal ranks stay in the order of the contract."""
        fates = list(Fate)
        played_for = self.seuil_chance if self.fate is Fate.SHORT else self.chance
        has_none = self.state.now is None or self.state.now.projection is None
        return fates.index(self.fate), undecided(played_for), has_none

    @cached_property
    def needed(self) -> Needed | None:
        return needed(self.state)

    @property
    def is_secured(self) -> bool:
        return self.chance == SECURED

    @property
    def holders(self) -> str:
        """Who answers for it; the deputies where nobody else does; "" for nobody."""
        held = [each for each in self.assigned if not each.is_deputy] or self.assigned
        return french.listing([str(each.user) for each in held])

    @cached_property
    def late_actions(self) -> list[Action]:
        """The linked actions that are late today."""
        return list({each.planned.action: None for each in self.slips if each.over is None})

    @property
    def late_text(self) -> str:
        """`2 actions en retard`, `aujourd’hui` where one of them was not late yet at the month shown; "" for none."""
        if not self.late_actions:
            return ""
        count = french.counted(len(self.late_actions), "action en retard", "actions en retard")
        is_later = any(each.over is None and each.month > self.state.month for each in self.slips)
        return f"{count} aujourd’hui" if is_later else count

    @property
    def why(self) -> str:
        """Why nothing is estimated."""
        indicator, now = self.state.indicator, self.state.now
        if self.state.has_ended:
            return self.state.awaited
        if now is None or (now.value is None and not now.missing) or now.status is Status.NON_ECHU:
            return silence_of(indicator, now, self.state.expected)
        if now.missing:
            return missing_months(self.state, now)
        return TOO_SHORT if now.projection is not None else silence_of(indicator, now, self.state.expected)

    @property
    def _takes_an_unlikely_record(self) -> bool:
        """Of a rough kind, which is never shown below one in ten: hardly likely before that, and it takes a month
        better than all those before.
        """
        estimated = self._estimate.objectif
        is_unlikely = estimated is not None and estimated < HARDLY_LIKELY
        return is_unlikely and self.needed is not None and self.needed.is_record

    @property
    def _estimate(self) -> Estimate:
        now = self.state.now
        return now.estimate if now and now.estimate else NOTHING_ESTIMATED


def missing_months(state: IndicatorState, now: Attainment) -> str:
    """The latest month without a value: nothing was entered, or only that there is none to be had."""
    latest = now.missing[-1]
    name = french.month_name(latest.year, latest.number)
    others = len(now.missing) - 1
    is_absent = any(each.month == latest and isinstance(each.fact, Absence) for each in state.trend)
    if not others:
        return f"{name} n’est pas {'disponible' if is_absent else 'renseigné'}"
    return f"{name} et {'un autre mois' if others == 1 else f'{others} autres mois'} n’ont pas de valeur"


def undecided(chance: Decimal | None) -> Decimal:
    """The distance to one half."""
    return UNDECIDABLE if chance is None else abs(chance - HALF)


def has_no_target(state: IndicatorState) -> bool:
    """Whether December is judged by no objectif."""
    return state.december is not None and state.december.objectif_to_date is None
