"""The rows of the queue by indicator, and what a refused decision leaves on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from accounts.models import User
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.addresses import indicator_url
from dashboards.shared.effects import effect_block
from dashboards.shared.figures import fact_said
from dashboards.validation import rows
from dashboards.validation.forms import QueueFilters
from dashboards.validation.queue import Queue, Waiting
from dashboards.validation.rows import QueueRow
from indicators.domain.effects import Baseline
from indicators.domain.model import Fact
from indicators.handovers import Place


@dataclass(frozen=True, slots=True)
class Attempt:
    """A decision that was refused: what was ticked and typed stays, `by_place` is told beside each row.

    `elsewhere` are the refusals of months that wait no more; `message` is what is wrong with the whole.
    """

    places: frozenset[Place] = frozenset()
    by_place: Mapping[Place, str] = field(default_factory=dict)
    elsewhere: Mapping[Place, str] = field(default_factory=dict)
    message: str = ""
    reason: str = ""
    is_of_one_row: bool = False


@dataclass(frozen=True, slots=True)
class QueueGroup:
    """The months of one indicator that wait."""

    code: str
    label: str
    url: str
    fiche: int
    people: str
    rows: tuple[QueueRow, ...]


@dataclass(frozen=True, slots=True)
class Builder:
    """What every row of one page is made with."""

    contract: Contract
    user: User
    queue: Queue
    baseline: Baseline
    reference: Month
    filters: QueueFilters
    attempt: Attempt

    def groups(self, shown: Sequence[Waiting]) -> tuple[QueueGroup, ...]:
        groups = []
        for indicator, found in groupby(shown, key=lambda each: each.indicator):
            listed = list(found)
            groups.append(
                QueueGroup(
                    code=indicator.code,
                    label=indicator.label,
                    url=indicator_url(indicator),
                    fiche=indicator.fiche.position,
                    people=french.listing([str(person) for person in listed[0].people]),
                    rows=tuple(self.row(waiting) for waiting in listed),
                )
            )
        return tuple(groups)

    def obstacle(self, waiting: Waiting) -> str:
        return rows.obstacle_of(waiting, self.user, own_is_allowed=self.contract.allows_own_validation)

    def row(self, waiting: Waiting) -> QueueRow:
        indicator, month, handover = waiting.indicator, waiting.month, waiting.handover
        place, record = (indicator.pk, month), handover.standing
        is_asked = place in self.attempt.places
        obstacle = self.obstacle(waiting)
        return QueueRow(
            key=rows.key_of(indicator, month, record.version),
            anchor=rows.anchor_of(indicator, month),
            month=month,
            before=fact_said(indicator, waiting.before),
            after=fact_said(indicator, record.fact),
            entered=rows.signed(handover.entered),
            submitted=rows.submitted_by(handover),
            reason=handover.entered.reason,
            comment=record.comment,
            appreciation=rows.appreciation_word(record),
            proofs=rows.proofs_said(waiting.proofs),
            effects=tuple(
                effect_block(
                    indicator.code,
                    indicator.definition,
                    self.baseline.effect_of(earlier([waiting]), at),
                    self.queue.themes,
                )
                for at in sorted({month, max(month, self.reference)})
            ),
            is_closed=waiting.is_closed,
            obstacle=obstacle,
            refusal=self.attempt.by_place.get(place, ""),
            is_ticked=is_asked or (self.filters.ticks_all and not obstacle),
            is_to_return=is_asked and self.attempt.is_of_one_row,
            typed_reason=self.attempt.reason if is_asked and self.attempt.is_of_one_row else "",
        )


def earlier(waiting: Sequence[Waiting]) -> dict[str, dict[Month, Fact | None]]:
    """These months as they were when they were last validated."""
    found: dict[str, dict[Month, Fact | None]] = {}
    for each in waiting:
        found.setdefault(each.indicator.code, {})[each.month] = each.before
    return found
