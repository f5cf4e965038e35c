"""An indicator of the grid: its parts by month, and what its months make to date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cpg.shared import french
from cpg.shared.periods import Month, months_of_year
from dashboards.entry.cells import GridMonth, MonthMessage, grid_month, parts_of
from dashboards.shared.coverage import expected_in
from dashboards.shared.figures import score_text, value_at_least
from dashboards.shared.reads import not_begun
from dashboards.shared.sentences import coverage_detail, silence_of
from indicators.domain import attain
from indicators.domain.model import Attainment
from indicators.models import Indicator
from indicators.selectors import Known, LockRecord, states_of

# The digits and spaces that the narrowest column holds (cells.js knows the same number).
FITS = 7


@dataclass(frozen=True, slots=True)
class GridField:
    """A part of a month, by its rank among them: `label` names it for a screen reader; `rejected` is the text that was
    refused, None where the field shows what is recorded.
    """

    cell: GridMonth
    code: str
    part: str
    rank: int
    label: str
    is_near: bool
    rejected: str | None = None

    @property
    def saved(self) -> str:
        return self.cell.texts[self.rank]

    @property
    def text(self) -> str:
        return self.saved if self.rejected is None else self.rejected

    @property
    def is_wide(self) -> bool:
        """Whether the text needs more than the least width of a column."""
        return len(self.text) > FITS

    @property
    def is_first(self) -> bool:
        return self.rank == 0

    @property
    def key(self) -> str:
        return f"{self.code}/{self.cell.month}"

    @property
    def name(self) -> str:
        return field_name(self.code, self.part, self.cell.month)

    @property
    def key_anchor(self) -> str:
        """Where the month is in its page."""
        return f"{self.code}-{self.cell.month}"

    @property
    def anchor(self) -> str:
        return f"{self.key_anchor}-{self.part}"

    @property
    def name_of_month(self) -> str:
        return f"{self.code}, {french.month_name(self.cell.month.year, self.cell.month.number)}"


@dataclass(frozen=True, slots=True)
class PairPartRow:
    label: str
    fields: tuple[GridField, ...]


@dataclass(frozen=True, slots=True)
class GridLine:
    """`attained` is the indicator at the end of the month that is shown, computed from what is entered; `expected` the
    month at which something is due, while nothing is.
    """

    indicator: Indicator
    parts: tuple[PairPartRow, ...]
    cells: tuple[GridMonth, ...]
    attained: Attainment
    expected: Month | None = None
    refusals: tuple[MonthMessage, ...] = ()

    @property
    def messages(self) -> tuple[MonthMessage, ...]:
        return (*self.refusals, *(message for cell in self.cells for message in cell.messages))

    @property
    def drafts(self) -> tuple[GridMonth, ...]:
        return tuple(cell for cell in self.cells if cell.is_draft)

    @property
    def detail(self) -> str:
        """What has not been reported, else the score; or why there is no score."""
        if self.attained.score is None:
            return silence_of(self.indicator, self.attained, self.expected)
        coverage = coverage_detail(self.indicator, self.attained)
        score = f"score {score_text(self.attained)}"
        if self.attained.is_floor:
            return f"{coverage}, {score}"
        return coverage or score

    @property
    def value(self) -> str:
        return value_at_least(self.indicator.definition, self.attained)

    @property
    def width(self) -> int:
        """How many columns the table has: the label's and the months'."""
        return len(self.cells) + 1


def line_of(
    indicator: Indicator,
    found: Known,
    year: int,
    shown: Month,
    *,
    today: date,
    locks: Mapping[Month, LockRecord],
) -> GridLine:
    states = states_of(indicator, found, months_of_year(year), today=today, locks=locks)
    attained = attain(found.series, shown)
    cells = tuple(grid_month(indicator, found, month, state) for month, state in states.items())
    return GridLine(
        indicator=indicator,
        parts=tuple(
            _part(indicator, part, rank, cells, shown) for rank, part in enumerate(parts_of(indicator))
        ),
        cells=cells,
        attained=not_begun(attained) if indicator.contract.is_to_come else attained,
        expected=expected_in(found.series, attained),
    )


def part_label(indicator: Indicator, part: str) -> str:
    defined = indicator.defined
    if part == "numerator":
        return french.sentence(defined.numerator_label)
    if part == "denominator":
        return french.sentence(defined.denominator_label)
    return french.sentence("en %" if defined.unit == "%" else defined.unit)


def field_name(code: str, part: str, month: Month) -> str:
    return f"{code}/{month}/{part}"


def _part(
    indicator: Indicator, part: str, rank: int, cells: tuple[GridMonth, ...], shown: Month
) -> PairPartRow:
    label = part_label(indicator, part)
    return PairPartRow(
        label,
        tuple(
            GridField(
                cell=cell,
                code=indicator.code,
                part=part,
                rank=rank,
                label=f"{indicator.short_label}, {label}, {french.month_name(cell.month.year, cell.month.number)}",
                is_near=cell.month in {shown, shown.plus(-1)},
            )
            for cell in cells
        ),
    )
