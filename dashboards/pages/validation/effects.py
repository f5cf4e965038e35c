"""What a month, or an avenant, does, in words: to the value to date, the status, the theme and the total."""

from collections.abc import Mapping
from dataclasses import dataclass

from cpg.shared import french
from dashboards.pages.figures import value_text
from dashboards.pages.marks import Mark, mark_of
from dashboards.pages.totals import score_text
from indicators.domain import RollUp
from indicators.domain.effects import BeforeAfter, Effect
from indicators.domain.model import Attainment, Definition
from indicators.domain.periods import Month

NO_VALUE, NO_SCORE = "aucune", "aucun score"


@dataclass(frozen=True, slots=True)
class EffectLine:
    """A figure without the month and with it. `marks` are the two statuses, where it is one."""

    label: str
    before: str
    after: str
    marks: tuple[Mark, Mark] | None = None

    @property
    def is_unchanged(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class EffectBlock:
    """What is said at the end of one month."""

    month: Month
    lines: tuple[EffectLine, ...]

    @property
    def is_unchanged(self) -> bool:
        return all(line.is_unchanged for line in self.lines)


def effect_block(code: str, definition: Definition, effect: Effect, themes: Mapping[int, str]) -> EffectBlock:
    """The effect of one month of one indicator."""
    own = effect.indicators[code]
    lines = [_value(definition, own), status_line(own)]
    lines += [
        rolled_line(theme_label(themes[theme]), found) for theme, found in sorted(effect.themes.items())
    ]
    lines.append(rolled_line("Total", effect.total))
    return EffectBlock(effect.month, tuple(lines))


def theme_label(title: str) -> str:
    return f"Thème «\u00a0{title}\u00a0»"


def total_sentence(effect: Effect) -> str:
    """What all the months that wait do together to the total."""
    when = f"à fin {french.month_name(effect.month.year, effect.month.number)}"
    before, after = (_covered(side) for side in (effect.total.before, effect.total.after))
    if before == after:
        return f"Avec ou sans eux, le total {when} est le même\u00a0: {after}."
    return f"Sans eux, le total {when} serait\u00a0: {before}\u202f; avec eux\u00a0: {after}."


def _value(definition: Definition, own: BeforeAfter[Attainment]) -> EffectLine:
    before, after = (value_text(definition, side.value) or NO_VALUE for side in (own.before, own.after))
    return EffectLine("Valeur à date", before, after)


def status_line(own: BeforeAfter[Attainment], label: str = "Statut") -> EffectLine:
    before, after = mark_of(own.before.status), mark_of(own.after.status)
    return EffectLine(label, before.word, after.word, (before, after))


def rolled_line(label: str, found: BeforeAfter[RollUp]) -> EffectLine:
    return EffectLine(label, _covered(found.before), _covered(found.after))


def _covered(found: RollUp) -> str:
    """A score never goes without what it covers."""
    measured = french.plural(found.measured, "mesuré", "mesurés")
    return f"{score_text(found) or NO_SCORE} ({found.measured} {measured} sur {found.with_target})"
