"""Where the months of an indicator stand between those who enter them and those who check them, in words."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from commitments.ledger.state import State
from cpg.shared import french
from cpg.shared.periods import Month
from indicators.selectors import LockRecord, MonthRecord

NAMED_AT_MOST = 6


@dataclass(frozen=True, slots=True)
class StateLine:
    """One line: a shape of the sprite, what is said of which months, why and by whom."""

    shape: str
    word: str
    months: str
    reason: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Submittable:
    """The month shown, entered and not handed over yet, with the version that the person saw."""

    month: Month
    version: int


@dataclass(frozen=True, slots=True)
class MonthStates:
    """`waits_for_person` says that some month waits for this person's validation; `to_submit` is what they may hand
    over.
    """

    lines: tuple[StateLine, ...]
    waits_for_person: bool
    to_submit: Submittable | None


def month_states(
    records: Mapping[Month, MonthRecord],
    locks: Iterable[LockRecord],
    shown: Month,
    *,
    may_submit: bool,
    may_validate: bool,
    closed: Collection[Month],
) -> MonthStates:
    held = sorted((record for record in records.values() if record.fact is not None), key=_month)
    by_state = {state: [each for each in held if each.state is state] for state in State}
    lines = [
        StateLine("f-alerte", "retourné", _name(record.month), record.reason, record.actor)
        for record in by_state[State.RETOURNE]
    ]
    lines += [
        StateLine(
            "f-alerte",
            f"rouvert jusqu’au {french.day(lock.open_until)}",
            _name(lock.month),
            lock.reason,
            lock.actor,
        )
        for lock in locks
        if lock.is_reopened and lock.open_until
    ]
    if by_state[State.SAISI]:
        lines.append(StateLine("f-local", "saisi, pas encore soumis", _names(by_state[State.SAISI])))
    if by_state[State.SOUMIS]:
        lines.append(StateLine("f-envoi", "soumis, à valider", _names(by_state[State.SOUMIS])))
    if by_state[State.VALIDE]:
        lines.append(StateLine("f-ok", "validé", _names(by_state[State.VALIDE])))
    return MonthStates(
        lines=tuple(lines),
        waits_for_person=may_validate and bool(by_state[State.SOUMIS]),
        to_submit=_to_submit(records.get(shown), closed) if may_submit else None,
    )


def _to_submit(record: MonthRecord | None, closed: Collection[Month]) -> Submittable | None:
    if record is None or record.fact is None or record.month in closed:
        return None
    return Submittable(record.month, record.version) if record.state.is_draft else None


def _reopened(lock: LockRecord) -> StateLine:
    until = french.day(lock.open_until) if lock.open_until else ""
    return StateLine("f-alerte", f"rouvert jusqu’au {until}", _name(lock.month), lock.reason, lock.actor)


def _month(record: MonthRecord) -> Month:
    return record.month


def _name(month: Month) -> str:
    return french.month_name(month.year, month.number)


def _names(records: Sequence[MonthRecord]) -> str:
    """A few months by name, many by their number and the last of them."""
    if len(records) <= NAMED_AT_MOST:
        return french.listing([_name(record.month) for record in records])
    return f"{len(records)} mois, le dernier {_name(records[-1].month)}"
