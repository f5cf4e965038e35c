"""Et si ? A supposed level for the months that remain, and what it would do: computed here, written nowhere (RC-19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict

from accounts.clock import localdate
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.indicator.prospects import Prospects, prospects
from dashboards.shared.awaited import awaited, has_ended
from dashboards.shared.chances import objectif_of
from dashboards.shared.coverage import covered_text
from dashboards.shared.figures import score_text, target_in_words
from dashboards.shared.period import Period
from dashboards.shared.reads import IndicatorState, indicator_states
from dashboards.shared.totals import total
from indicators.domain import Term, attain, roll_up
from indicators.domain.attainment import position_at
from indicators.domain.model import Attainment
from indicators.domain.supposing import Supposition, suppose
from indicators.models import Indicator
from indicators.selectors import series_of

NO_SCORE = "aucun score"


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """A score as it is and as it would be."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SupposedDecember:
    """December with the supposed level, which `level` has in words; `objectif` is that of December."""

    supposed: Supposition
    level: str
    objectif: Decimal | None
    changes: tuple[ScoreChange, ...]


@dataclass(frozen=True, slots=True)
class SupposingPage:
    indicator: Indicator
    prospects: Prospects
    outcome: SupposedDecember | None


def supposing_page(indicator: Indicator, period: Period, query: QueryDict) -> SupposingPage:
    """The indicator's facts, and the stored scores of all the others."""
    series = series_of(indicator)
    now, position = attain(series, period.month), position_at(series, period.month)
    is_past = has_ended(period.month, series.facts, localdate())
    missing = attain(series, Month(period.month.year, 12)).missing
    ahead = prospects(now, position, awaited(period.month, missing) if is_past else "")
    outcome = None
    if position is not None and ahead.slider is not None:
        level = ahead.slider.asked(query)
        supposed = suppose(position, level)
        states = indicator_states(indicator.contract, period.month, period.compared)
        if supposed is not None:
            outcome = SupposedDecember(
                supposed=supposed,
                level=target_in_words(indicator.definition, level),
                objectif=objectif_of(position),
                changes=_changes(indicator, now, supposed, states),
            )
    return SupposingPage(
        indicator=indicator,
        prospects=ahead,
        outcome=outcome,
    )


def _changes(
    indicator: Indicator, now: Attainment, supposed: Supposition, states: Sequence[IndicatorState]
) -> tuple[ScoreChange, ...]:
    """The score of the indicator, of its theme and of the contract: only this indicator's moves."""
    own = (score_text(now) or NO_SCORE, _published(supposed.score))
    theme = [state for state in states if state.indicator.theme_id == indicator.theme_id]
    return (
        ScoreChange("Score de l’indicateur", *own),
        ScoreChange(f"Thème «\u00a0{indicator.theme.title}\u00a0»", *_rolled(indicator, supposed, theme)),
        ScoreChange("Score du contrat", *_rolled(indicator, supposed, states)),
    )


def _rolled(indicator: Indicator, supposed: Supposition, states: Sequence[IndicatorState]) -> tuple[str, str]:
    before = total(states, [state.now for state in states])
    after = roll_up(
        _supposed_term(state, supposed) if state.indicator.pk == indicator.pk else _term(state)
        for state in states
    )
    return covered_text(before), covered_text(after)


def _term(state: IndicatorState) -> Term:
    return Term.of(state.indicator.code, state.now)


def _supposed_term(state: IndicatorState, supposed: Supposition) -> Term:
    """The indicator as it would be in December. Without an objectif that year it stays out of the total."""
    own = _term(state)
    return (
        own._replace(status=supposed.status, score=supposed.score, is_floor=False)
        if own.has_objectif
        else own
    )


def _published(score: Decimal | None) -> str:
    return NO_SCORE if score is None else french.with_unit(score, "%")
