"""The indicators of the register, fiche by fiche or the furthest behind first."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from commitments.models import Fiche
from dashboards.shared.coverage import coverage_text, range_text, total_text
from dashboards.shared.reads import IndicatorState
from dashboards.shared.totals import total
from indicators.domain.judgement import furthest_behind_first


@dataclass(frozen=True, slots=True)
class RegisterGroup:
    """Indicators of a fiche; of no fiche when they are sorted otherwise. `standing` is the score of the whole fiche and
    what it covers, whatever the indicators that a filter left.
    """

    states: tuple[IndicatorState, ...]
    fiche: Fiche | None = None
    standing: str = ""


def by_fiche(shown: Sequence[IndicatorState], states: Sequence[IndicatorState]) -> tuple[RegisterGroup, ...]:
    """The indicators shown, fiche by fiche; `states` are all those of the contract."""
    grouped = groupby(shown, key=lambda state: state.indicator.fiche)
    return tuple(RegisterGroup(tuple(group), fiche, _standing(states, fiche)) for fiche, group in grouped)


def by_gap(shown: Sequence[IndicatorState]) -> tuple[RegisterGroup, ...]:
    ordered = sorted(shown, key=lambda state: furthest_behind_first(state.now))
    return (RegisterGroup(tuple(ordered)),) if ordered else ()


def _standing(states: Sequence[IndicatorState], fiche: Fiche) -> str:
    """`score 61,56 %, 4 mesurés sur 6 dus, entre 41,04 et 74,37 selon ce qui manque`."""
    own = [state for state in states if state.indicator.fiche_id == fiche.pk]
    rolled = total(own, [state.now for state in own])
    if not rolled.due:
        return total_text(rolled) or "sans objectif"
    score = total_text(rolled) if rolled.score is None else f"score {total_text(rolled)}"
    return ", ".join(filter(None, (score, coverage_text(rolled), range_text(rolled))))
