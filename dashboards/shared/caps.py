"""The cap: how far an indicator stands from what the contract's last year asks, in figures and words (RC-18)."""

from dataclasses import dataclass

from cpg.shared import french
from dashboards.shared.figures import gap_text, target_text
from dashboards.shared.reads import IndicatorState
from dashboards.shared.statuses import Mark, mark_of
from indicators.domain import Horizon, horizon
from indicators.domain.model import Definition, Status

WORDS = {True: "sur sa trajectoire", False: "en retrait de sa trajectoire", None: ""}


@dataclass(frozen=True, slots=True)
class Cap:
    """`mark` is there once the last objectif is held; `word` says it, or where the indicator is on its path ("" while
    this year is not judged). `aim` is that objectif; `share` a running total's part of it, "" otherwise; `path` the
    part that its targets ask by now.
    """

    mark: Mark | None
    word: str
    gap: str
    aim: str
    share: str
    path: str

    @property
    def figure(self) -> str:
        return self.share or self.gap


def cap_of(state: IndicatorState) -> Cap | None:
    ahead = horizon(state.indicator.definition, state.now, state.last) if state.now and state.last else None
    return None if ahead is None else _cap(state.indicator.definition, ahead)


def _cap(definition: Definition, ahead: Horizon) -> Cap:
    return Cap(
        mark=mark_of(Status.ATTEINT) if ahead.is_held else None,
        word="déjà au niveau" if ahead.is_held else WORDS[ahead.is_on_path],
        gap=gap_text(definition, ahead.gap),
        aim=target_text(definition, ahead.objectif),
        share="" if ahead.share is None else french.with_unit(ahead.share, "%"),
        path="" if ahead.path is None else french.with_unit(ahead.path, "%"),
    )
