"""What a month, a neutralisation or an avenant changes, in words: value to date, status, score, themes and total."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.shared.coverage import covered_text
from dashboards.shared.figures import score_text, target_text, value_at_least
from dashboards.shared.marks import Mark, mark_of
from indicators.domain import RollUp
from indicators.domain.effects import BeforeAfter, Effect, WeightedSeries, is_judged_without_value
from indicators.domain.model import Attainment, Definition
from indicators.models import Indicator
from indicators.selectors import Known

NO_VALUE, NO_SCORE, NO_TARGET = "aucune", "aucun score", "aucun"


@dataclass(frozen=True, slots=True)
class EffectLine:
    """A figure, in words, before a decision and after it; `marks` are set where it is a status."""

    label: str
    before: str
    after: str
    marks: tuple[Mark, Mark] | None = None

    @property
    def is_unchanged(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class EffectBlock:
    """The lines at the end of one month; `untouched` lists the indicators that are decided on and do not change.
    `is_ahead`: the month has no value yet, and only its targets are shown.
    """

    month: Month
    lines: tuple[EffectLine, ...]
    untouched: str = ""
    is_ahead: bool = False

    @property
    def is_unchanged(self) -> bool:
        return all(line.is_unchanged for line in self.lines)


def effect_block(code: str, definition: Definition, effect: Effect, themes: Mapping[int, str]) -> EffectBlock:
    """The effect of one month of one indicator."""
    own = effect.indicators[code]
    lines = _value(definition, own), status_line(own), *rolled_lines(effect, themes)
    return EffectBlock(effect.month, lines)


def own_lines(definition: Definition, own: BeforeAfter[Attainment]) -> tuple[EffectLine, ...]:
    """Value, targets to date, status and score of an indicator; a target that neither side has is left out, and so is
    the verdict on a month that has no value of its own.
    """
    targets = [
        line
        for line in (_seuil_line(definition, own), _objectif_line(definition, own))
        if (line.before, line.after) != (NO_TARGET, NO_TARGET)
    ]
    verdict = () if is_judged_without_value(own) else (status_line(own), score_line(own))
    return _value(definition, own), *targets, *verdict


def rolled_lines(effect: Effect, themes: Mapping[int, str]) -> tuple[EffectLine, ...]:
    """Scores of the themes and the total."""
    listed = sorted(effect.themes.items())
    of_themes = (_rolled(f"Thème «\u00a0{themes[theme]}\u00a0»", sides) for theme, sides in listed)
    return *of_themes, _rolled("Total", effect.total)


def total_sentence(effect: Effect) -> str:
    """How all the months that wait change the total together."""
    when = f"à fin {french.month_name(effect.month.year, effect.month.number)}"
    before, after = (covered_text(side) for side in (effect.total.before, effect.total.after))
    if before == after:
        return f"Avec ou sans eux, le total {when} est le même\u00a0: {after}."
    return f"Sans eux, le total {when} serait\u00a0: {before}\u202f; avec eux\u00a0: {after}."


def _value(definition: Definition, own: BeforeAfter[Attainment]) -> EffectLine:
    before, after = (value_at_least(definition, side) or NO_VALUE for side in (own.before, own.after))
    return EffectLine("Valeur à date", before, after)


def status_line(own: BeforeAfter[Attainment], label: str = "Statut") -> EffectLine:
    before, after = mark_of(own.before.status), mark_of(own.after.status)
    return EffectLine(label, before.word, after.word, (before, after))


def target_lines(definition: Definition, own: BeforeAfter[Attainment], of: str = "") -> list[EffectLine]:
    """The objectif to date, and the seuil where it changes; `of` names the indicator first."""
    seuil, objectif = _seuil_line(definition, own, of), _objectif_line(definition, own, of)
    return [objectif] if seuil.is_unchanged else [seuil, objectif]


def _seuil_line(definition: Definition, own: BeforeAfter[Attainment], of: str = "") -> EffectLine:
    before, after = (
        target_text(definition, side.seuil_to_date) or NO_TARGET for side in (own.before, own.after)
    )
    return EffectLine(french.sentence(f"{of}seuil à date"), before, after)


def _objectif_line(definition: Definition, own: BeforeAfter[Attainment], of: str = "") -> EffectLine:
    before, after = (
        target_text(definition, side.objectif_to_date) or NO_TARGET for side in (own.before, own.after)
    )
    return EffectLine(french.sentence(f"{of}objectif à date"), before, after)


def score_line(own: BeforeAfter[Attainment], label: str = "Score") -> EffectLine:
    before, after = (score_text(side) or NO_SCORE for side in (own.before, own.after))
    return EffectLine(label, before, after)


def _rolled(label: str, sides: BeforeAfter[RollUp]) -> EffectLine:
    return EffectLine(label, covered_text(sides.before), covered_text(sides.after))


def parts_of(indicators: Sequence[Indicator], facts: Mapping[int, Known]) -> tuple[WeightedSeries, ...]:
    return tuple(
        WeightedSeries(indicator.code, indicator.theme.position, facts[indicator.pk].series)
        for indicator in indicators
    )


def themes_of(indicators: Sequence[Indicator]) -> dict[int, str]:
    return {indicator.theme.position: indicator.theme.title for indicator in indicators}
