"""The month that is being entered, shown below the grid."""

from dataclasses import dataclass

from accounts.models import User
from cpg.shared.periods import Month
from dashboards import charts
from dashboards.month.page import PastMonth, past_months
from dashboards.shared.drawings import trend_of
from dashboards.shared.reads import indicator_states
from indicators.domain.entry import needs_reason
from indicators.domain.model import Absence, AbsenceKind
from indicators.models import Indicator
from indicators.selectors import Known, MonthRecord, known

KINDS = (
    ("", "Valeur"),
    (AbsenceKind.NON_DISPONIBLE.value, "Non disponible"),
    (AbsenceKind.SANS_OBJET.value, "Sans objet"),
)


@dataclass(frozen=True, slots=True)
class MonthDetail:
    """`past` are the twelve months before, in order; `last_comment` is the latest record before that has a comment."""

    indicator: Indicator
    month: Month
    record: MonthRecord | None
    trend: charts.Trend
    past: tuple[PastMonth, ...]
    needs_reason: bool
    last_comment: MonthRecord | None

    @property
    def absence(self) -> Absence | None:
        return self.record.fact if self.record and isinstance(self.record.fact, Absence) else None

    @property
    def kinds(self) -> list[tuple[str, str, bool]]:
        """The kinds of value, with the one that the month holds."""
        chosen = self.absence.kind.value if self.absence else ""
        return [(value, name, value == chosen) for value, name in KINDS]


def month_detail(indicator: Indicator, month: Month, user: User) -> MonthDetail:
    found = known([indicator])[indicator.pk]
    (state,) = indicator_states(indicator.contract, month, month, [indicator])
    record = found.records.get(month)
    return MonthDetail(
        indicator=indicator,
        month=month,
        record=record,
        trend=trend_of(state),
        past=past_months(found, month)[::-1],
        needs_reason=needs_reason(record, user.pk),
        last_comment=_last_comment(found, month),
    )


def _last_comment(found: Known, month: Month) -> MonthRecord | None:
    earlier = (record for at, record in sorted(found.records.items(), reverse=True) if at < month)
    return next((record for record in earlier if record.comment.strip()), None)
