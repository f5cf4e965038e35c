"""What validating submitted months changes: status and total, and in which order that makes them dangerous."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.shared.coverage import total_text
from dashboards.shared.effects import EffectBlock, effect_block, status_line
from dashboards.shared.marks import Mark
from indicators.domain.effects import Baseline, Effect
from indicators.domain.model import Fact
from indicators.models import Indicator

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class MonthEffect:
    """The effect of one month: at its own end and at the reference month, once where they are one."""

    code: str
    at: tuple[Effect, ...]

    @property
    def _changed(self) -> Effect | None:
        """The latest at which the status changes."""
        changed = (each for each in reversed(self.at) if self._statuses(each)[0] != self._statuses(each)[1])
        return next(changed, None)

    def _statuses(self, effect: Effect) -> tuple[object, object]:
        own = effect.indicators[self.code]
        return own.before.status, own.after.status

    @property
    def changes_status(self) -> bool:
        return self._changed is not None

    @property
    def status_month(self) -> Month:
        return (self._changed or self.at[-1]).month

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The status before and after, once where it stays."""
        marks = status_line((self._changed or self.at[-1]).indicators[self.code]).marks
        if marks is None:
            return ()
        return marks if self.changes_status else marks[1:]

    @property
    def size(self) -> Decimal:
        """How far the total moves at the reference month; where it appears or goes, all of it."""
        total = self.at[-1].total
        return abs((total.after.score or NOTHING) - (total.before.score or NOTHING))

    @property
    def total(self) -> str:
        """`total +0,12 pt`."""
        total = self.at[-1].total
        before, after = total.before.score, total.after.score
        if before is None or after is None:
            is_same = total_text(total.before) == total_text(total.after)
            return "total inchangé" if is_same else f"total\u00a0: {total_text(total.after) or 'aucun'}"
        return f"total {french.points(after - before)}" if after != before else "total inchangé"


@dataclass(frozen=True, slots=True)
class MonthEffects:
    """What validating months changes, from all the figures of their contract. Each effect is computed once."""

    baseline: Baseline
    themes: Mapping[int, str]
    reference: Month
    _found: dict[tuple[str, Month], MonthEffect] = field(default_factory=dict)

    def of(self, indicator: Indicator, month: Month, earlier: Fact | None) -> MonthEffect:
        key = indicator.code, month
        if key not in self._found:
            facts = {indicator.code: {month: earlier}}
            ends = sorted({month, max(month, self.reference)})
            self._found[key] = MonthEffect(
                indicator.code, tuple(self.baseline.effect_of(facts, at) for at in ends)
            )
        return self._found[key]

    def blocks(self, indicator: Indicator, effect: MonthEffect) -> tuple[EffectBlock, ...]:
        """Line by line."""
        return tuple(
            effect_block(indicator.code, indicator.definition, each, self.themes) for each in effect.at
        )

    def of_all(self, earlier: Iterable[tuple[Indicator, Month, Fact | None]]) -> Effect:
        facts: dict[str, dict[Month, Fact | None]] = {}
        for indicator, month, fact in earlier:
            facts.setdefault(indicator.code, {})[month] = fact
        return self.baseline.effect_of(facts, self.reference)
