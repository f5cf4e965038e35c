"""What December will be: one row an indicator, ranked by what can still be changed (decision 63).

First the most undecided, where a decision changes the year: their chance is the nearest to one half. Then those that
would not arrive, where the seuil is still played for; those of which nothing is estimated, and why; at the end what is
nearly certain or secured. Of a year that is over: what it gave.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from django.utils.timezone import localdate

from commitments.models import Action, Contract
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.overview.needed import Needed, needed
from dashboards.shared.chances import DECEMBER, HARDLY_LIKELY, NEARLY_CERTAIN, OUT_OF_REACH, SECURED, as_shown
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


class Result(StrEnum):
    """What a year that is over gave. The value is its anchor."""

    BELOW = "sous"
    BETWEEN = "entre"
    REACHED = "atteint"
    NONE = "sans-resultat"

    def count_text(self, count: int) -> str:
        one, many = {
            Result.BELOW: ("n’a pas tenu le seuil", "n’ont pas tenu le seuil"),
            Result.BETWEEN: ("a fini entre seuil et objectif", "ont fini entre seuil et objectif"),
            Result.REACHED: ("a atteint l’objectif", "ont atteint l’objectif"),
            Result.NONE: ("reste sans résultat", "restent sans résultat"),
        }[self]
        return french.plural(count, one, many)


# Why an indicator is no row of the table.
WITHOUT_TARGET = "Sans objectif en décembre"
APART = "Neutralisés, sans objet ou pas encore dus"
# The other statuses judge nothing.
RESULTS: dict[Status | None, Result] = {
    Status.SOUS_SEUIL: Result.BELOW,
    Status.ENTRE: Result.BETWEEN,
    Status.ATTEINT: Result.REACHED,
    **dict.fromkeys((*NO_RESULT, None), Result.NONE),
}


@dataclass(frozen=True)
class DecemberRow:
    """An indicator with who answers for it and the slips of its linked actions. `year_has_passed`: the year shown is
    over today, so nothing more can be asked of it.
    """

    state: IndicatorState
    assigned: Sequence[Assignment]
    slips: Sequence[Slip]
    year_has_passed: bool = False

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
        return None if self.year_has_passed else needed(self.state)

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


def seuil_note(chances: Sequence[Decimal | None]) -> str:
    """What is left to those whose objectif would not be reached."""
    if any(each is not None and OUT_OF_REACH < each < SECURED for each in chances):
        return "ce qui peut encore tenir est le seuil"
    if all(each == SECURED for each in chances):
        return "son seuil est acquis" if len(chances) == 1 else "leur seuil est acquis"
    return ""


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
    def note(self) -> str:
        """What the title does not say; "" where it says all."""
        if isinstance(self.kind, Result):
            has_missing = self.kind is Result.NONE and all(row.state.now for row in self.rows)
            return "une valeur manque" if has_missing else ""
        is_one = len(self.rows) == 1
        first = "" if is_one else "les plus indécis d’abord\u00a0: "
        return {
            Fate.PLAYED: f"{first}c’est là qu’une décision change l’année",
            Fate.SHORT: seuil_note([row.seuil_chance for row in self.rows]),
            Fate.UNKNOWN: f"rien ne permet encore d’estimer {'sa' if is_one else 'leur'} chance",
            Fate.SURE: "si la fin d’année ressemble au début",
        }[self.kind]

    @property
    def link(self) -> str:
        """`7 se jouent encore`, `2 presque certains ou acquis`."""
        text = self.kind.count_text(len(self.rows))
        return f"{len(self.rows)}{french.NO_BREAK}{BEFORE_THE_POINT.sub('', text)}"


def not_entered(months: Sequence[Month]) -> str:
    """`décembre 2025 n’a pas été saisi`, `les mois de mars à décembre 2025 n’ont pas été saisis`."""
    first, last = months[0], french.month_name(months[-1].year, months[-1].number)
    if len(months) == 1:
        return f"{last} n’a pas été saisi"
    of_first = french.of_month(first.year, first.number).removesuffix(f" {first.year}")
    return f"les mois {of_first} à {last} n’ont pas été saisis"


@dataclass(frozen=True)
class December:
    """The groups that have rows, in order; the indicators that December judges by no objectif, and those of a year that
    is over of which nothing was to be judged. `unentered`: the months of a year that is over today that nobody entered.
    """

    month: Month | None
    groups: Sequence[DecemberGroup]
    without_target: Sequence[DecemberRow]
    apart: Sequence[DecemberRow]
    unentered: Sequence[Month] = ()

    @property
    def year(self) -> int:
        return self.month.year if self.month else 0

    @property
    def is_over(self) -> bool:
        """Whether the month shown is the last one of its year."""
        return self.month is not None and self.month.number == DECEMBER

    @property
    def title(self) -> str:
        if self.is_over:
            return f"Ce que {self.year} a donné"
        return f"Décembre {self.year} reste à saisir" if self.unentered else "Ce que sera décembre"

    @property
    def rows(self) -> list[DecemberRow]:
        """Every row in its rank."""
        return [row for group in self.groups for row in group.rows]

    @property
    def left_out(self) -> list[tuple[str, Sequence[DecemberRow]]]:
        """What is no row of the table, by the reason for it; the reasons without an indicator are left out."""
        found = ((WITHOUT_TARGET, self.without_target), (APART, self.apart))
        return [(title, rows) for title, rows in found if rows]

    def of(self, kind: Fate | Result) -> Sequence[DecemberRow]:
        return next((group.rows for group in self.groups if group.kind is kind), ())

    @property
    def announced(self) -> str:
        """`pour décembre, sept se jouent encore, huit n’y arriveraient pas et six sont presque certains ou acquis`; ""
        where nothing is estimated. Of a year that is over today nothing is announced: its last months were not entered.
        """
        if self.unentered:
            return not_entered(self.unentered)
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
    today = localdate()
    slips = slips_of([state.indicator.pk for state in states], today)
    unentered = unentered_of(states, today)
    rows = (
        DecemberRow(
            state,
            assigned.get(state.indicator.code, ()),
            slips.get(state.indicator.pk, ()),
            year_has_passed=bool(unentered),
        )
        for state in states
    )
    return december(rows, unentered)


def unentered_of(states: Sequence[IndicatorState], today: date) -> list[Month]:
    """The months after the one shown, of a year that is over today, where nothing was ever entered after it."""
    if not states or states[0].month.year >= today.year:
        return []
    shown = states[0].month
    rest = [Month(shown.year, number) for number in range(shown.number + 1, DECEMBER + 1)]
    has_later = any(each.fact is not None and each.month in rest for state in states for each in state.trend)
    return [] if has_later else rest


def december(rows: Iterable[DecemberRow], unentered: Sequence[Month] = ()) -> December:
    """The rows come in the order of the contract."""
    everything = list(rows)
    found = December(everything[0].state.month if everything else None, [], [], [], unentered)
    by_kind: dict[Fate | Result, list[DecemberRow]] = {}
    without, apart = [], []
    for row in everything if found.is_over else sorted(everything, key=lambda row: row.rank):
        kind = RESULTS.get(row.state.status) if found.is_over else row.fate
        if has_no_target(row.state):
            without.append(row)
        elif kind is None:
            apart.append(row)
        else:
            by_kind.setdefault(kind, []).append(row)
    kinds: list[Fate | Result] = [*(Result if found.is_over else Fate)]
    groups = [DecemberGroup(kind, by_kind[kind]) for kind in kinds if kind in by_kind]
    return replace(found, groups=groups, without_target=without, apart=apart)


def has_no_target(state: IndicatorState) -> bool:
    """Whether December is judged by no objectif."""
    return state.december is not None and state.december.objectif_to_date is None
