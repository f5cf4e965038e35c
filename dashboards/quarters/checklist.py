"""The checklist of a quarter: the points that keep it from being closed, its rows to read, and what was confirmed.

The page shows it and `closing.close_quarter` computes it again under the contract's lock. Its digest covers all that
the page showed: rows, points, waivers, and what was decided about the quarter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from commitments.models import Contract, Fiche
from cpg.shared import french
from cpg.shared.periods import Quarter
from dashboards.exports.columns import QUARTER_COLUMNS
from dashboards.exports.delimited import Profile, csv_bytes
from dashboards.exports.quarter import quarter_row
from dashboards.models.checklist import PointKind, QuarterReading, QuarterWaiver
from dashboards.quarters.points import Point, Reading, Waivers, points_of
from dashboards.reconciliation.differences import Difference, Reconciliation
from dashboards.reconciliation.selectors import reconciliation_of
from dashboards.shared.digests import digest_of
from indicators.domain import Term, roll_up
from indicators.domain.rollup import RollUp
from indicators.models import Indicator, NeutralisationRevision, TargetVersion
from indicators.selectors import known


@dataclass(frozen=True)
class Row:
    """An indicator as the quarter's file has it, with its doubts. `last` is its latest reading in this quarter."""

    facts: Reading
    points: Sequence[Point]
    last: QuarterReading | None

    @property
    def indicator(self) -> Indicator:
        return self.facts.known.indicator

    @property
    def fiche(self) -> Fiche:
        return self.indicator.fiche

    @cached_property
    def digest(self) -> str:
        """Of the very row that would be frozen, and of the doubts beside it."""
        row = csv_bytes(
            QUARTER_COLUMNS, [quarter_row(self.facts.quarter, self.facts.known)], Profile.OPEN_DATA
        ).decode()
        doubts = [
            [str(month), [each.sentence for each in listed]] for month, listed in self.facts.doubts.items()
        ]
        return digest_of(self.indicator.code, row, doubts)

    @property
    def key(self) -> str:
        """Names the row as it was seen, for the forms of the page."""
        return f"{self.indicator.code}/{self.digest}"

    @property
    def is_read(self) -> bool:
        return self.last is not None and self.last.digest == self.digest

    @property
    def changed_since(self) -> QuarterReading | None:
        """The latest reading, where the row is no longer what was read."""
        return None if self.is_read else self.last

    @property
    def is_doubtful(self) -> bool:
        """Whether there is more to look at than a value that nobody validated yet."""
        return any(point.kind is not PointKind.UNVALIDATED for point in self.points)

    @property
    def to_validate(self) -> list[Point]:
        return [point for point in self.points if point.kind is PointKind.UNVALIDATED]


@dataclass(frozen=True)
class Checklist:
    """Everything that is to be looked at before a quarter is closed. `neutralised` and `versions` are the decisions of
    the quarter; `reconciliation` is None where the Cnav's figures were not received.
    """

    contract: Contract
    quarter: Quarter
    rows: Sequence[Row]
    neutralised: Sequence[NeutralisationRevision]
    versions: Sequence[TargetVersion]
    reconciliation: Reconciliation | None = None

    @cached_property
    def points(self) -> list[Point]:
        return [point for row in self.rows for point in row.points]

    @property
    def open_points(self) -> list[Point]:
        return [point for point in self.points if point.is_open]

    @property
    def waived_points(self) -> list[Point]:
        return [point for point in self.points if not point.is_open]

    @property
    def unread(self) -> list[Row]:
        return [row for row in self.rows if not row.is_read]

    @property
    def read_text(self) -> str:
        """`22 lignes sur 30 sont relues`."""
        read, total = len(self.rows) - len(self.unread), len(self.rows)
        if not read:
            return "aucune ligne n’est relue"
        if read == total:
            return "toutes les lignes sont relues"
        return (
            f"{read} {french.plural(read, f'ligne sur {total} est relue', f'lignes sur {total} sont relues')}"
        )

    @property
    def is_ready(self) -> bool:
        return not self.open_points and not self.unread

    @property
    def total(self) -> RollUp:
        """The score that would be frozen."""
        return roll_up([Term.of(row.indicator.code, row.facts.attained) for row in self.rows])

    @cached_property
    def digest(self) -> str:
        return digest_of(
            str(self.quarter),
            [row.digest for row in self.rows],
            [[point.digest, point.waiver.pk if point.waiver else 0] for point in self.points],
            [each.pk for each in self.neutralised],
            [each.pk for each in self.versions],
        )


def checklist_of(contract: Contract, quarter: Quarter) -> Checklist:
    """As the facts are now. Twelve queries, whatever the number of indicators; fifteen where the Cnav's figures of the
    quarter were received.
    """
    indicators = list(
        Indicator.objects.filter(contract=contract)
        .with_definition()
        .prefetch_related("assignments__user")
        .order_by("position")
    )
    facts = known(indicators)
    waivers, readings = _waivers(contract, quarter), _readings(contract, quarter)
    reconciliation = reconciliation_of(contract, quarter, indicators)
    unsettled = _unsettled(reconciliation)
    return Checklist(
        contract=contract,
        quarter=quarter,
        rows=[
            Row(
                facts=(reading := Reading.of(quarter, facts[indicator.pk])),
                points=points_of(reading, waivers, unsettled.get(indicator.pk, ())),
                last=readings.get(indicator.pk),
            )
            for indicator in indicators
        ],
        neutralised=_neutralised(contract, quarter),
        versions=_versions(contract, quarter),
        reconciliation=reconciliation,
    )


def _unsettled(found: Reconciliation | None) -> Mapping[int, Sequence[Difference]]:
    """By indicator."""
    by_indicator: dict[int, list[Difference]] = {}
    for each in found.to_settle if found else ():
        by_indicator.setdefault(each.indicator.pk, []).append(each)
    return by_indicator


def _waivers(contract: Contract, quarter: Quarter) -> Waivers:
    """The latest of each point, taken back or not."""
    found = QuarterWaiver.objects.filter(
        indicator__contract=contract, year=quarter.year, quarter=quarter.number
    )
    ordered = found.select_related("change__actor").order_by("change__sequence")
    return {(each.kind, each.indicator_id, each.month): each for each in ordered}


def _readings(contract: Contract, quarter: Quarter) -> dict[int, QuarterReading]:
    """The latest of each indicator."""
    found = QuarterReading.objects.filter(
        indicator__contract=contract, year=quarter.year, quarter=quarter.number
    )
    ordered = found.select_related("change__actor").order_by("change__sequence")
    return {each.indicator_id: each for each in ordered}


def _neutralised(contract: Contract, quarter: Quarter) -> list[NeutralisationRevision]:
    """The months of the quarter that are neutralised, in the order of the contract."""
    found = NeutralisationRevision.objects.filter(
        indicator__contract=contract, month__in=[month.first_day for month in quarter.months]
    )
    latest = {
        (each.indicator_id, each.month): each
        for each in found.select_related("indicator").order_by("version")
    }
    standing = [each for each in latest.values() if each.is_neutralised]
    return sorted(standing, key=lambda each: (each.indicator.position, each.month))


def _versions(contract: Contract, quarter: Quarter) -> list[TargetVersion]:
    """The avenants and decisions on weights that take effect in the quarter."""
    first, last = quarter.months[0].first_day, quarter.last_month.last_day
    found = TargetVersion.objects.filter(contract=contract, effective_from__range=(first, last))
    return list(found.exclude(number=0).order_by("number"))
