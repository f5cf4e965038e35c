"""The months that were closed: which still are, who reopened one, why and until when."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.timezone import localdate

from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month, Quarter
from indicators.selectors import LockRecord, locks_on

USUAL_DAYS = 7


@dataclass(frozen=True, slots=True)
class LockAttempt:
    """A decision that was refused: on which month, why, and what was typed."""

    month: Month
    message: str
    reason: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """One month of the list. `until` is what the form that reopens it proposes."""

    month: Month
    version: int
    quarter: Quarter
    state: str
    said: str
    is_closed: bool
    refusal: str
    typed_reason: str
    until: str


@dataclass(frozen=True, slots=True)
class ClosedMonthsPage:
    finding: str
    lines: tuple[ClosedMonth, ...]
    today: date


def closed_months_page(contract: Contract, attempt: LockAttempt | None = None) -> ClosedMonthsPage:
    """Every month that was ever closed, the latest first."""
    today = localdate()
    records = sorted(locks_on(contract, today).values(), key=lambda each: each.month, reverse=True)
    return ClosedMonthsPage(
        finding=_finding(records),
        lines=tuple(
            _line(record, attempt if attempt and attempt.month == record.month else None, today)
            for record in records
        ),
        today=today,
    )


def reopened_sentence(record: LockRecord) -> str:
    """ "Mars 2025 est rouvert jusqu’au 25/10/2025 par Dominique : « erreur de report »." """
    name = french.sentence(french.month_name(record.month.year, record.month.number))
    return f"{name} est {_until(record)}."


def _line(record: LockRecord, attempt: LockAttempt | None, today: date) -> ClosedMonth:
    return ClosedMonth(
        month=record.month,
        version=record.version,
        quarter=Quarter.of(record.month),
        state="Clos" if record.is_closed else "Rouvert",
        said=french.sentence(_said(record)),
        is_closed=record.is_closed,
        refusal=attempt.message if attempt else "",
        typed_reason=attempt.reason if attempt else "",
        until=attempt.until if attempt else (today + timedelta(days=USUAL_DAYS)).isoformat(),
    )


def _said(record: LockRecord) -> str:
    if record.open_until is None:
        return f"clos le {french.moment(timezone.localtime(record.recorded_at))}{_by(record)}."
    if record.is_closed:
        return f"{_until(record)}, puis refermé de lui-même."
    return f"{_until(record)}."


def _until(record: LockRecord) -> str:
    day = french.day(record.open_until) if record.open_until else ""
    return f"rouvert jusqu’au {day}{_by(record)}\u00a0: «\u00a0{record.reason}\u00a0»"


def _by(record: LockRecord) -> str:
    return f" par {record.actor}" if record.actor else ""


def _finding(records: list[LockRecord]) -> str:
    closed = sum(record.is_closed for record in records)
    reopened = len(records) - closed
    if closed:
        verb = french.plural(closed, "est clos", "sont clos")
        said = french.sentence(f"{french.count_word(closed)} mois {verb}")
    else:
        said = "Aucun mois n’est clos"
    if not reopened:
        return said
    return f"{said}\u202f; {french.count_word(reopened)} {french.plural(reopened, 'est rouvert', 'sont rouverts')}"
