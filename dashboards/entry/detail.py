"""What stands beside the grid for the month that is being entered."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards import charts
from dashboards.entry.entering import owes_no_reason
from dashboards.month.page import PastLine, past_lines
from dashboards.shared.reads import indicator_states
from dashboards.shared.rows import trend_points
from indicators.domain.model import Absence, AbsenceKind
from indicators.models import Indicator
from indicators.selectors import Known, MonthRecord, known

KINDS = (
    ("", "Valeur"),
    (AbsenceKind.NON_DISPONIBLE.value, "Non disponible"),
    (AbsenceKind.SANS_OBJET.value, "Sans objet"),
)


@dataclass(frozen=True, slots=True)
class CellDetail:
    """`lines` are the twelve months before, in order. `comment` and `absence_reason` are the month's own;
    `last_comment` is the last one before, with its month.
    """

    title: str
    trend: charts.Trend
    lines: tuple[PastLine, ...]
    takes_pair: bool
    kinds: tuple[tuple[str, str, bool], ...]
    comment: str
    absence_reason: str
    needs_reason: bool
    last_comment: str
    url: str


def cell_detail(indicator: Indicator, month: Month, user: User) -> CellDetail:
    found = known([indicator])[indicator.pk]
    (state,) = indicator_states(indicator.contract, month, month, [indicator])
    contract = indicator.contract
    record = found.records.get(month)
    absence = record.fact if record and isinstance(record.fact, Absence) else None
    chosen = absence.kind.value if absence else ""
    return CellDetail(
        title=f"{indicator.code}, {french.month_name(month.year, month.number)}",
        trend=charts.trend(trend_points(state, month), indicator.definition),
        lines=past_lines(found, month)[::-1],
        takes_pair=indicator.measure.takes_pair,
        kinds=tuple((value, name, value == chosen) for value, name in KINDS),
        comment=record.comment if record else "",
        absence_reason=absence.reason if absence else "",
        needs_reason=_needs_reason(record, user),
        last_comment=_last_comment(found, month),
        url=reverse("month", args=[contract.body.code, contract.code, indicator.code, month]),
    )


def _needs_reason(record: MonthRecord | None, user: User) -> bool:
    if record is None or record.fact is None:
        return False
    return not owes_no_reason(record.state, record.actor_pk, user)


def _last_comment(found: Known, month: Month) -> str:
    for each, record in sorted(found.records.items(), reverse=True):
        if each < month and record.comment.strip():
            return (
                f"{french.month_name(each.year, each.number)}\u00a0: «\u00a0{record.comment.strip()}\u00a0»"
            )
    return ""
