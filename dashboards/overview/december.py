"""What December will be: one row an indicator, ranked by what can still be changed (decision 63).

First the most undecided, where a decision changes the year: their chance is the nearest to one half. Then those that
would not arrive, where the seuil is still played for; those of which nothing is estimated, and why; at the end what is
nearly certain or secured. Of a year that is over: what it gave.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from django.utils.timezone import localdate

from commitments.models import Action, Contract
from cpg.shared import french
from dashboards.overview.needed import Needed, needed
from dashboards.shared.chances import DECEMBER, HARDLY_LIKELY, NEARLY_CERTAIN, SECURED, as_shown
from dashboards.shared.reads import IndicatorState, assignments_of
from dashboards.shared.sentences import silence_of
from indicators.domain.model import Absence, Attainment, Estimate, Status
from indicators.models import Assignment
from indicators.slips import Slip, slips_of

# A link says the state only.
BEFORE_THE_POINT = re.compile(r"^(est|sont|reste|restent) ")
HALF, UNDECIDABLE = Decimal("0.5"), Decimal(1)
NOTHING_ESTIMATED = Estimate()
TOO_SHORT = "moins de 24 mois de valeurs"
NO_RESULT = frozenset({Status.INCOMPLET, Status.NON_RENSEIGNE})


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

    @property
    def note(self) -> str:
        return {
            Fate.PLAYED: "les plus indécis d’abord\u00a0: c’est là qu’une décision change l’année",
            Fate.SHORT: "ce qui peut encore tenir est le seuil",
            Fate.UNKNOWN: "rien ne permet encore d’estimer leur chance",
            Fate.SURE: "si la fin d’année ressemble au début",
        }[self]


class Result(StrEnum):
    """What a year that is over gave. The value is its anchor."""

    BELOW = "sous"
    BETWEEN = "entre"
    REACHED = "atteint"
    NONE = "sans"

    def count_text(self, count: int) -> str:
        one, many = {
            Result.BELOW: ("n’a pas tenu le seuil", "n’ont pas tenu le seuil"),
            Result.BETWEEN: ("a fini entre seuil et objectif", "ont fini entre seuil et objectif"),
            Result.REACHED: ("a atteint l’objectif", "ont atteint l’objectif"),
            Result.NONE: ("reste sans résultat", "restent sans résultat"),
        }[self]
        return french.plural(count, one, many)

    @property
    def note(self) -> str:
        return "une valeur manque" if self is Result.NONE else ""


RESULTS: dict[Status | None, Result] = {
    Status.SOUS_SEUIL: Result.BELOW,
    Status.ENTRE: Result.BETWEEN,
    Status.ATTEINT: Result.REACHED,
    **dict.fromkeys(NO_RESULT, Result.NONE),
}


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
        late = {each.planned.action_id: each.planned.action for each in self.slips if each.over is None}
        return list(late.values())

    @property
    def why(self) -> str:
        """Why nothing is estimated."""
        indicator, now = self.state.indicator, self.state.now
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


@dataclass(frozen=True, slots=True)
class DecemberGroup:
    """Rows with one fate, or of a year that is over with one result."""

    kind: Fate | Result
    rows: Sequence[DecemberRow]

    @property
    def title(self) -> str:
        """`Sept se jouent encore`."""
        return f"{french.sentence(french.count_word(len(self.rows)))} {self.kind.count_text(len(self.rows))}"

    @property
    def link(self) -> str:
        """`7 se jouent encore`, `2 presque certains ou acquis`."""
        text = self.kind.count_text(len(self.rows))
        return f"{len(self.rows)}{french.NO_BREAK}{BEFORE_THE_POINT.sub('', text)}"


@dataclass(frozen=True)
class December:
    """The groups that have rows, in order, and the indicators that December judges by no objectif."""

    year: int
    is_over: bool
    groups: Sequence[DecemberGroup]
    without_target: Sequence[IndicatorState]

    @property
    def title(self) -> str:
        return f"Ce que {self.year} a donné" if self.is_over else "Ce que sera décembre"

    @property
    def rows(self) -> list[DecemberRow]:
        """Every row in its rank."""
        return [row for group in self.groups for row in group.rows]

    def of(self, kind: Fate | Result) -> Sequence[DecemberRow]:
        return next((group.rows for group in self.groups if group.kind is kind), ())

    @property
    def announced(self) -> str:
        """`pour décembre, sept se jouent encore, huit n’y arriveraient pas et six sont presque certains ou acquis`; ""
        where nothing is estimated.
        """
        parts = [
            f"{french.count_word(len(rows))} {kind.count_text(len(rows))}"
            for kind in (Fate.PLAYED, Fate.SHORT, Fate.SURE, Fate.UNKNOWN)
            if (rows := self.of(kind))
        ]
        return f"pour décembre, {french.listing(parts)}" if parts else ""


def read_december(
    contract: Contract,
    states: Sequence[IndicatorState],
    assignments: Mapping[str, Sequence[Assignment]] | None = None,
) -> December:
    """Three queries, and one more for the assignments unless they were read."""
    assigned = assignments_of(contract) if assignments is None else assignments
    slips = slips_of([state.indicator.pk for state in states], localdate())
    return december(
        DecemberRow(state, assigned.get(state.indicator.code, ()), slips.get(state.indicator.pk, ()))
        for state in states
    )


def december(rows: Iterable[DecemberRow]) -> December:
    """The rows come in the order of the contract."""
    everything = list(rows)
    month = everything[0].state.month if everything else None
    is_over = month is not None and month.number == DECEMBER
    found: dict[Fate | Result, list[DecemberRow]] = {}
    without = []
    ordered = everything if is_over else sorted(everything, key=lambda row: row.rank)
    for row in ordered:
        kind = RESULTS.get(row.state.status) if is_over else row.fate
        if has_no_target(row.state) or kind is None:
            without.append(row.state)
        else:
            found.setdefault(kind, []).append(row)
    kinds: list[Fate | Result] = [*(Result if is_over else Fate)]
    groups = [DecemberGroup(kind, found[kind]) for kind in kinds if kind in found]
    return December(month.year if month else 0, is_over, groups, without)


def has_no_target(state: IndicatorState) -> bool:
    """Whether December is judged by no objectif."""
    return state.december is not None and state.december.objectif_to_date is None
