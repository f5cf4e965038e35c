"""The quarters of a contract, and one of them with its versions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from commitments.models import Contract
from cpg.shared import french
from dashboards.exports.files import FLAVOURS, Format
from dashboards.exports.quarter import Quarter
from dashboards.pages.marks import Counted, counted, mark_of
from dashboards.publishing.changes import CellChange, changes_between
from dashboards.publishing.models import FrozenExport, QuarterClosing
from indicators.domain.model import Status
from indicators.domain.periods import Month
from indicators.models import Attainment


@dataclass(frozen=True, slots=True)
class QuarterLine:
    """One quarter of the list. `state` is a word; `marks` count the statuses at its end."""

    quarter: Quarter
    title: str
    state: str
    is_closed: bool
    marks: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class Download:
    format: str
    label: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class VersionBlock:
    closing: QuarterClosing
    downloads: tuple[Download, ...]
    changes: tuple[CellChange, ...]


@dataclass(frozen=True, slots=True)
class QuarterPage:
    quarter: Quarter
    title: str
    is_over: bool
    versions: tuple[VersionBlock, ...]
    live: tuple[Download, ...]
    marks: tuple[Counted, ...]

    @property
    def version(self) -> int:
        return self.versions[0].closing.version if self.versions else 0


def title_of(quarter: Quarter) -> str:
    return f"{french.ordinal(quarter.number)} trimestre {quarter.year}"


def quarter_lines(contract: Contract, today: Month) -> list[QuarterLine]:
    """Every quarter that has begun, the latest first. Two queries."""
    quarters = [
        Quarter(year, number)
        for year in contract.years
        for number in range(1, 5)
        if Quarter(year, number).months[0] <= today
    ]
    closings: dict[Quarter, QuarterClosing] = {
        Quarter(each.year, each.quarter): each
        for each in QuarterClosing.objects.filter(contract=contract).select_related("change")
    }
    marks = _marks(contract, quarters)
    return [
        QuarterLine(
            quarter,
            french.sentence(title_of(quarter)),
            _state(quarter, closings.get(quarter), today),
            quarter in closings,
            marks[quarter],
        )
        for quarter in reversed(quarters)
    ]


def quarter_page(contract: Contract, quarter: Quarter, today: Month) -> QuarterPage:
    closings = list(
        QuarterClosing.objects.filter(contract=contract, year=quarter.year, quarter=quarter.number)
        .select_related("change__actor")
        .prefetch_related("exports")
        .order_by("version")
    )
    versions = [
        VersionBlock(
            closing,
            tuple(_downloads(closing.exports.all())),
            tuple(changes_between(closings[rank - 1], closing)) if rank else (),
        )
        for rank, closing in enumerate(closings)
    ]
    return QuarterPage(
        quarter=quarter,
        title=title_of(quarter),
        is_over=quarter.last_month < today,
        versions=tuple(reversed(versions)),
        live=tuple(Download(each.value, FLAVOURS[each].label, "", 0) for each in Format),
        marks=_marks(contract, [quarter])[quarter],
    )


def _downloads(exports: Iterable[FrozenExport]) -> list[Download]:
    found = {each.format: each for each in exports}
    return [
        Download(
            each.value, FLAVOURS[each].label, found[each.value].sha256, len(bytes(found[each.value].content))
        )
        for each in Format
        if each.value in found
    ]


def _marks(contract: Contract, quarters: Sequence[Quarter]) -> dict[Quarter, tuple[Counted, ...]]:
    days = [quarter.last_month.first_day for quarter in quarters]
    rows = Attainment.objects.filter(indicator__contract=contract, month__in=days)
    statuses: dict[Quarter, list[Status]] = {quarter: [] for quarter in quarters}
    for day, status in rows.values_list("month", "status"):
        statuses[Quarter.of(Month.of(day))].append(Status(status))
    return {quarter: counted(mark_of(status) for status in found) for quarter, found in statuses.items()}


def _state(quarter: Quarter, closing: QuarterClosing | None, today: Month) -> str:
    if closing is not None:
        version = f", version {closing.version}" if closing.version > 1 else ""
        return f"clos le {french.day(timezone.localdate(closing.change.recorded_at))}{version}"
    return "à clore" if quarter.last_month < today else "en cours"
