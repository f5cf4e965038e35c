"""The quarters of a contract, and one of them with its versions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.timezone import localdate

from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month, Quarter
from dashboards.exports.columns import OUT_OF_REACH, QUARTER_COLUMNS, Column, Kind
from dashboards.exports.files import FLAVOURS, Format
from dashboards.models.closing import FrozenExport, QuarterClosing
from dashboards.quarters.changes import CellChange, changes_between
from dashboards.quarters.months_page import reopened_sentence
from dashboards.shared.sentences import finding
from dashboards.shared.statuses import Counted, counted, mark_of
from indicators.domain.model import Status
from indicators.models import StoredAttainment
from indicators.selectors import locks_on

TO_CLOSE = "à clore"
COLUMNS = {column.name: column for column in QUARTER_COLUMNS}


@dataclass(frozen=True, slots=True)
class QuarterLine:
    """One quarter of the list. `state` is a word; `marks` count the statuses at its end, once it is over."""

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
class ChangeLine:
    """A cell that two versions do not share, as a reader knows it; "" where it was or is empty."""

    indicator: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VersionBlock:
    closing: QuarterClosing
    downloads: tuple[Download, ...]
    changes: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class MissingLine:
    """An indicator without a value that the quarter's file should have, and the months it lacks."""

    code: str
    months: str


@dataclass(frozen=True, slots=True)
class QuarterPage:
    quarter: Quarter
    title: str
    finding: str
    missing: tuple[MissingLine, ...]
    is_over: bool
    versions: tuple[VersionBlock, ...]
    live: tuple[Download, ...]
    marks: tuple[Counted, ...]
    reopened: tuple[str, ...]

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
            marks[quarter] if quarter.last_month < today else (),
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
            tuple(map(_change, changes_between(closings[rank - 1], closing))) if rank else (),
        )
        for rank, closing in enumerate(closings)
    ]
    is_over = quarter.last_month < today
    marks = _marks(contract, [quarter])[quarter] if is_over else ()
    return QuarterPage(
        quarter=quarter,
        title=title_of(quarter),
        finding=_finding(quarter, marks, is_over=is_over),
        missing=_missing(contract, quarter) if is_over else (),
        is_over=is_over,
        versions=tuple(reversed(versions)),
        live=tuple(Download(each.value, FLAVOURS[each].label, "", 0) for each in Format),
        marks=marks,
        reopened=tuple(
            reopened_sentence(lock)
            for month, lock in locks_on(contract, localdate()).items()
            if lock.is_reopened and month in quarter.months
        ),
    )


def _change(change: CellChange) -> ChangeLine:
    column = COLUMNS.get(change.column)
    if column is None:
        return ChangeLine(change.indicator, change.column, change.before, change.after)
    before, after = (_cell_text(column, text) for text in (change.before, change.after))
    return ChangeLine(change.indicator, column.description, before, after)


def _cell_text(column: Column, text: str) -> str:
    """The file's cell as screens write it: `-5.00` is `−5,00`, `sous_seuil` is `Sous le seuil`."""
    if text in set(Status):
        return mark_of(Status(text)).word
    if text == OUT_OF_REACH:
        return "hors d’atteinte"
    is_number = column.kind in {Kind.NUMBER, Kind.INTEGER, Kind.PACE}
    return french.number(Decimal(text)) if is_number and text else text


def quarters_finding(lines: Sequence[QuarterLine]) -> str:
    """What opens the list: how many quarters that are over are still to be closed."""
    waiting = sum(line.state == TO_CLOSE for line in lines)
    if not waiting:
        return "Aucun trimestre ne reste à clore"
    verb = french.plural(waiting, "trimestre reste", "trimestres restent")
    return french.sentence(f"{french.count_word(waiting)} {verb} à clore")


def _finding(quarter: Quarter, marks: Sequence[Counted], *, is_over: bool) -> str:
    if not is_over:
        day = french.day(quarter.last_month.plus(1).first_day)
        return f"Il pourra être clos à partir du {day}. D’ici là, le tableau de bord dit où l’on en est."
    every = [each.mark for each in marks for _ in range(each.count)]
    with_target = [mark for mark in every if mark.key not in {"sans", "attente"}]
    return finding(every, len(with_target), quarter.last_month)


def _missing(contract: Contract, quarter: Quarter) -> tuple[MissingLine, ...]:
    rows = StoredAttainment.objects.filter(
        indicator__contract=contract, month=quarter.last_month.first_day
    ).order_by("indicator__position")
    return tuple(
        MissingLine(code, french.listing([_month_name(text) for text in missing]))
        for code, missing in rows.values_list("indicator__code", "missing")
        if missing
    )


def _month_name(text: str) -> str:
    month = Month.parse(text)
    return french.month_name(month.year, month.number)


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
    rows = StoredAttainment.objects.filter(indicator__contract=contract, month__in=days)
    statuses: dict[Quarter, list[Status]] = {quarter: [] for quarter in quarters}
    for day, status in rows.values_list("month", "status"):
        statuses[Quarter.of(Month.of(day))].append(Status(status))
    return {quarter: counted(mark_of(status) for status in found) for quarter, found in statuses.items()}


def _state(quarter: Quarter, closing: QuarterClosing | None, today: Month) -> str:
    if closing is not None:
        version = f", version {closing.version}" if closing.version > 1 else ""
        return f"clos le {french.day(timezone.localdate(closing.change.recorded_at))}{version}"
    return TO_CLOSE if quarter.last_month < today else "en cours"
