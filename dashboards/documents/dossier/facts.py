"""All that the dossier of a closed quarter says, as the closing knew it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from commitments.models import Contract
from commitments.selectors import Item
from cpg.shared import french
from cpg.shared.periods import Month, Quarter
from dashboards.causes.cells import CellChange
from dashboards.documents.content.commentary import Entries
from dashboards.documents.facts import Measured
from dashboards.models.checklist import POINT_WORDS, PointKind, QuarterWaiver
from dashboards.models.closing import QuarterClosing
from dashboards.models.seal import Checkpoint
from dashboards.shared.reads import IndicatorState
from indicators.domain.attainment import attain_all
from indicators.domain.judgement import drawn_position
from indicators.domain.model import Attainment
from indicators.models import SignedDocument, TargetVersion

SHEETS = 8
MARKED_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since another state of the rows, and what that state is called: `le T2 2026, version 1`."""

    name: str
    changes: Sequence[CellChange]

    def of(self, code: str) -> list[CellChange]:
        return [each for each in self.changes if each.indicator == code]


@dataclass(frozen=True)
class DossierFacts:
    """`measured` are all indicators in the order of the contract, `before` the same at the end of the quarter before
    (empty for the first of the contract). `late` are the late échéances, `waivers` the points that were waived,
    `linked` the actions of each indicator. `fingerprint` is that of the open-data file, `avenants`
    are those in force with the signed document that each had at the closing. `made_on` is the day of a
    dossier made after its closing, `point` the head of history then, None for a closing from before there was one.
    `commentaries` are by key of their subject.
    """

    closing: QuarterClosing
    day: date
    measured: tuple[Measured, ...]
    before: Mapping[str, Attainment]
    since_quarter: Since | None
    since_version: Since | None
    late: tuple[Item, ...]
    waivers: tuple[QuarterWaiver, ...]
    linked: Mapping[int, frozenset[int]]
    fingerprint: str
    avenants: tuple[tuple[TargetVersion, SignedDocument | None], ...] = ()
    made_on: date | None = None
    point: Checkpoint | None = None
    commentaries: Entries = field(default_factory=dict)

    @property
    def contract(self) -> Contract:
        return self.closing.contract

    @property
    def quarter(self) -> Quarter:
        return Quarter(self.closing.year, self.closing.quarter)

    @property
    def month(self) -> Month:
        return self.quarter.last_month

    @cached_property
    def furthest(self) -> tuple[Measured, ...]:
        """The indicators that are judged and furthest from their objectif, the furthest first."""
        judged = [each for each in self.measured if each.now.score is not None]
        return tuple(sorted(judged, key=lambda each: drawn_position(each.now))[:SHEETS])

    @cached_property
    def others(self) -> tuple[Measured, ...]:
        shown = {each.indicator.pk for each in self.furthest}
        return tuple(each for each in self.measured if each.indicator.pk not in shown)

    def late_of(self, measured: Measured) -> list[Item]:
        actions = self.linked.get(measured.indicator.pk, frozenset())
        return [item for item in self.late if item.action.pk in actions]

    @cached_property
    def waived(self) -> list[tuple[str, str, str]]:
        """The points of a month that were waived with one reason together, the reason, and who waived them."""
        groups: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
        for each in self.waivers:
            month = french.month_name(each.at.year, each.at.number)
            kind, actor = POINT_WORDS[PointKind(each.kind)], str(each.change.actor or "")
            groups[kind, month, each.reason.strip(), actor].append(each.indicator.code)
        return [
            (french.sentence(f"{kind}, {month}{french.NO_BREAK}: {french.listing(codes)}"), reason, actor)
            for (kind, month, reason, actor), codes in groups.items()
        ]

    @property
    def footer(self) -> str:
        """What each page says of where it comes from."""
        last = self.quarter.last_month
        return (
            f"{self.contract.label} · à fin {french.month_name(last.year, last.number)} · "
            f"données du {french.day(self.day)} · "
            f"version {self.closing.version} · SHA-256 {self.fingerprint[:MARKED_DIGITS]}"
        )


def state_of(measured: Measured, before: Attainment | None) -> IndicatorState:
    """The indicator as the sentences of its page read it."""
    months = {each.month: each for each in attain_all(measured.known.series)}
    year = measured.now.month.year
    return IndicatorState(
        indicator=measured.indicator,
        month=measured.now.month,
        now=measured.now,
        compared=before,
        quarter=before,
        december=months[Month(year, 12)],
        last=months[max(months)],
        trend=(),
        is_pending=False,
    )
