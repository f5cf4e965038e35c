"""A row of « Ce que sera décembre »: an indicator with its chance, its rank, what it needs and who answers for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from commitments.models import Action
from cpg.shared import french
from dashboards.overview.needed import Needed, needed
from dashboards.shared.chances import SECURED, as_shown
from dashboards.shared.fates import Fate, estimate_of, fate_of, undecided
from dashboards.shared.reads import IndicatorState
from dashboards.shared.sentences import silence_of
from indicators.domain.model import Absence, Attainment, Estimate, Status
from indicators.models import Assignment
from indicators.slips import Slip

TOO_SHORT = "moins de 24 mois de valeurs"


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
        return fate_of(
            self.state.definition, self.state.now, lambda: self.needed is not None and self.needed.is_record
        )

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
    def _estimate(self) -> Estimate:
        return estimate_of(self.state.now)


def missing_months(state: IndicatorState, now: Attainment) -> str:
    """The latest month without a value: nothing was entered, or only that there is none to be had."""
    latest = now.missing[-1]
    name = french.month_name(latest.year, latest.number)
    others = len(now.missing) - 1
    is_absent = any(each.month == latest and isinstance(each.fact, Absence) for each in state.trend)
    if not others:
        return f"{name} n’est pas {'disponible' if is_absent else 'renseigné'}"
    return f"{name} et {'un autre mois' if others == 1 else f'{others} autres mois'} n’ont pas de valeur"


def has_no_target(state: IndicatorState) -> bool:
    """Whether December is judged by no objectif."""
    return state.december is not None and state.december.objectif_to_date is None
