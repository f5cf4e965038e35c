"""The effect declared of an action on an indicator, and what was seen of it, as pages write and draw it (RC-28).

What is seen is never said to be due to the action.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q

from commitments.models import ActionLink, EffectRevision
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards import charts
from dashboards.shared.effect_words import (
    VERDICTS,
    Defined,
    change_text,
    effect_in_words,
    name,
    of,
    per_period,
    periods_text,
    reason_text,
)
from indicators.action_effects import SeenEffect, seen_where
from indicators.domain.action_effect.comparing import ComparedPeriod
from indicators.domain.action_effect.verdict import Verdict
from indicators.domain.exact import rounded

# In parts of what was declared: drawings need no more.
PLACES = 6


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A period that was compared, in texts; `is_validated` of its value."""

    month: Month
    value: str
    year_before: str
    likely: str
    difference: str
    declared: str
    is_validated: bool


@dataclass(frozen=True, slots=True)
class ShownEffect:
    """What a page writes of one declared effect. `scale` places what was seen between nothing and what was declared."""

    effect: SeenEffect

    @property
    def revision(self) -> EffectRevision:
        return self.effect.revision

    @property
    def link(self) -> ActionLink:
        return self.effect.link

    @property
    def _defined(self) -> Defined:
        return self.effect.known.series.definition

    @property
    def declared(self) -> str:
        return effect_in_words(self.revision, self._defined)

    @property
    def is_estimated(self) -> bool:
        return self.effect.seen.interval is not None

    @property
    def is_told(self) -> bool:
        return self.effect.seen.verdict is not Verdict.UNKNOWN

    @property
    def verdict(self) -> str:
        """`vu : moindre que l’effet annoncé, et peut-être nul`."""
        seen = self.effect.seen
        if seen.verdict is Verdict.LESS and seen.interval and seen.interval.holds(Fraction(0)):
            return f"{VERDICTS[seen.verdict]}, et peut-être nul"
        return VERDICTS[seen.verdict]

    @property
    def seen(self) -> str:
        """`+120,4 rendez-vous par mois, entre +60,0 et +180,8 quatre fois sur cinq`; "" where nothing is estimated."""
        found = self.effect.seen
        if found.estimate is None or found.interval is None:
            return ""
        low, high = (french.signed(self._rounded(each), self._decimals) for each in found.interval)
        change = change_text(self._defined, self._rounded(found.estimate), self._decimals)
        return f"{change} {per_period(self._defined)}, entre {low} et {high} quatre fois sur cinq"

    @property
    def announced(self) -> str:
        """What was declared of the periods compared, on average."""
        declared = self.effect.seen.declared
        if declared is None:
            return ""
        return change_text(self._defined, self._rounded(declared), self._decimals)

    @property
    def span(self) -> str:
        """`6 mois, d’avril 2026 à septembre 2026`."""
        periods = self.effect.seen.periods
        if not periods:
            return ""
        first = periods[0].month.plus(1 - self._length)
        return f"{periods_text(len(periods), self._length)}, {of(first)} à {name(periods[-1].month)}"

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(reason_text(each, self.effect) for each in self.effect.seen.reasons)

    @property
    def not_validated(self) -> int:
        return len(self.effect.not_validated)

    @property
    def scale(self) -> charts.DecemberScale | None:
        found = self.effect.seen
        if found.estimate is None or found.interval is None or not found.declared:
            return None
        place, low, high = (
            rounded(each / found.declared, PLACES) for each in (found.estimate, *found.interval)
        )
        return charts.december_scale(projected=place, ends=(low, high))

    @property
    def rows(self) -> tuple[PeriodRow, ...]:
        return tuple(self._row(each) for each in self.effect.seen.periods)

    def _row(self, period: ComparedPeriod) -> PeriodRow:
        missing = set(self.effect.not_validated)
        months = (period.month.plus(-rank) for rank in range(self._length))
        return PeriodRow(
            month=period.month,
            value=self._value(period.value, self._own_decimals),
            year_before=self._value(period.year_before, self._own_decimals),
            likely=self._value(period.likely, self._decimals),
            difference=french.signed(self._rounded(period.difference), self._decimals),
            declared=french.signed(self._rounded(period.declared), self._decimals),
            is_validated=missing.isdisjoint(months),
        )

    @property
    def _length(self) -> int:
        return self.effect.known.series.definition.frequency.months

    @property
    def _decimals(self) -> int:
        return self.effect.decimals

    @property
    def _own_decimals(self) -> int:
        return self.effect.known.series.definition.decimals

    def _rounded(self, number: Fraction) -> Decimal:
        return rounded(number, self._decimals)

    def _value(self, number: Fraction, decimals: int) -> str:
        text = french.number(rounded(number, decimals), decimals)
        return french.with_short_unit(text, self._defined.unit)


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link with what is declared on it, None for nothing."""

    link: ActionLink
    shown: ShownEffect | None


def shown_where(condition: Q) -> list[ShownEffect]:
    return [ShownEffect(each) for each in seen_where(condition)]


def shown_by_action(actions: Collection[int]) -> dict[int, list[ShownEffect]]:
    """Those of each action, by its key. No query without actions."""
    found: dict[int, list[ShownEffect]] = defaultdict(list)
    for each in shown_where(Q(link__action__in=actions)) if actions else ():
        found[each.link.action_id].append(each)
    return found


def link_lines(links: Sequence[ActionLink], shown: Iterable[ShownEffect]) -> list[LinkLine]:
    by_link: Mapping[int, ShownEffect] = {each.link.pk: each for each in shown}
    return [LinkLine(each, by_link.get(each.pk)) for each in links]


def starts_of(shown: Iterable[ShownEffect]) -> tuple[tuple[Month, str], ...]:
    """The months in which declared effects begin, with what a chart writes there."""
    return tuple((each.effect.declared.start, f"départ {each.link.action.full_code}") for each in shown)
