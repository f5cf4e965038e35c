"""The page that decides: the periods of a selection, indicator by indicator, each with what the decision would do."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.neutralisations.effect import effects_of
from dashboards.neutralisations.periods import Period, digest_of, expecting_nothing
from dashboards.neutralisations.selection import SelectionForm
from dashboards.shared.effects import EffectBlock, own_lines, parts_of, rolled_lines, themes_of
from dashboards.shared.totals import SIMULATION
from indicators.domain.effects import Effect
from indicators.models import Indicator
from indicators.selectors import Known


@dataclass(frozen=True, slots=True)
class IndicatorPart:
    """The periods of one indicator, and its figures with and without what is ticked at the end of each year."""

    indicator: Indicator
    periods: tuple[Period, ...]
    effects: tuple[EffectBlock, ...]


@dataclass(frozen=True)
class DecisionPage:
    selection: SelectionForm
    periods: Sequence[Period]
    facts: Mapping[int, Known]

    @property
    def deciding(self) -> list[Period]:
        return [each for each in self.periods if each.refusal is None]

    @property
    def held_back(self) -> list[Period]:
        return [each for each in self.periods if each.is_held_back]

    @property
    def as_asked(self) -> list[Period]:
        return [each for each in self.periods if each.is_as_asked]

    @property
    def expecting_nothing(self) -> list[Indicator]:
        return expecting_nothing(self.selection, self.periods)

    @property
    def title(self) -> str:
        count = len(self.deciding)
        indicators = french.counted(
            len({each.indicator.pk for each in self.deciding}), "indicateur", "indicateurs"
        )
        if self.selection.is_neutralised:
            if not count:
                return "Rien à neutraliser dans ce choix"
            return f"Neutraliser {french.counted(count, 'période', 'périodes')} de {indicators}"
        if not count:
            return "Aucune neutralisation à lever dans ce choix"
        return f"Lever {french.counted(count, 'neutralisation', 'neutralisations')} de {indicators}"

    @property
    def digest(self) -> str:
        """Of what is ticked: the effect that the page shows is of these periods and no others."""
        return digest_of(each.key for each in self.periods if each.is_ticked)

    @cached_property
    def effects(self) -> list[Effect]:
        """Of what is ticked."""
        chosen: dict[str, set[Month]] = defaultdict(set)
        for each in self.periods:
            if each.is_ticked:
                chosen[each.indicator.code].add(each.month)
        parts = parts_of(self.selection.listed, self.facts)
        return effects_of(parts, chosen, is_neutralised=self.selection.is_neutralised)

    @property
    def parts(self) -> list[IndicatorPart]:
        grouped = groupby(self.periods, key=lambda each: each.indicator)
        return [
            IndicatorPart(indicator, tuple(periods), self._effects_on(indicator))
            for indicator, periods in grouped
        ]

    def _effects_on(self, indicator: Indicator) -> tuple[EffectBlock, ...]:
        """Years that do not change are left out, but for the first."""
        found = [
            EffectBlock(effect.month, own_lines(indicator.definition, effect.indicators[indicator.code]))
            for effect in self.effects
            if indicator.code in effect.indicators
        ]
        return tuple(each for rank, each in enumerate(found) if rank == 0 or not each.is_unchanged)

    @property
    def totals(self) -> list[EffectBlock]:
        """Themes and total, with the same years."""
        themes = themes_of(self.selection.listed)
        found = [EffectBlock(effect.month, rolled_lines(effect, themes)) for effect in self.effects]
        return [each for rank, each in enumerate(found) if rank == 0 or not each.is_unchanged]

    @property
    def simulation(self) -> str:
        return SIMULATION if any(each.total.after.simulated for each in self.effects) else ""

    @property
    def without_figures(self) -> list[int]:
        """The years that are decided on and have no figure yet."""
        known = {effect.month.year for effect in self.effects}
        return sorted({each.month.year for each in self.periods if each.is_ticked} - known)

    @property
    def to_come(self) -> list[Period]:
        """What is ticked after the last month with figures of its year."""
        last = {effect.month.year: effect.month for effect in self.effects}
        return [
            each
            for each in self.periods
            if each.is_ticked and each.month > last.get(each.month.year, each.month)
        ]
