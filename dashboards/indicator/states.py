"""The states of an indicator's months, grouped by word, and which of them the person may submit or validate."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from commitments.ledger.state import State
from cpg.shared import french
from cpg.shared.periods import Month
from indicators.domain.month_state import Act, MonthState, closing_text
from indicators.selectors import LockRecord, MonthRecord

NAMED_AT_MOST = 6


@dataclass(frozen=True, slots=True)
class StateLine:
    """One line: a shape of the sprite, a state in words and its months, with the reason and its author."""

    shape: str
    word: str
    months: str
    reason: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class MonthStates:
    """`waits_for_person`: whether a month waits for this person's validation. `to_submit`: what they may submit."""

    lines: tuple[StateLine, ...]
    waits_for_person: bool
    to_submit: MonthRecord | None


def month_states(
    records: Mapping[Month, MonthRecord],
    states: Mapping[Month, MonthState],
    locks: Iterable[LockRecord],
    shown: Month,
    *,
    may_submit: bool,
    may_validate: bool,
) -> MonthStates:
    held = [record for _, record in sorted(records.items()) if record.fact is not None]
    returned = [record for record in held if record.state is State.RETOURNE]
    lines = [_line(states[each.month], [each], each.reason, each.actor) for each in returned]
    lines += [
        StateLine("f-alerte", closing_text(lock), _name(lock.month), lock.reason, lock.actor)
        for lock in locks
        if lock.is_reopened
    ]
    others = sorted((each for each in held if each not in returned), key=lambda each: _order(states, each))
    for _, group in groupby(others, key=lambda each: _wording(states[each.month])):
        together = list(group)
        lines.append(_line(states[together[0].month], together))
    is_draft = Act.SUBMIT in states[shown].acts
    return MonthStates(
        lines=tuple(lines),
        waits_for_person=may_validate and any(record.state is State.SOUMIS for record in held),
        to_submit=records.get(shown) if may_submit and is_draft else None,
    )


def _order(states: Mapping[Month, MonthState], record: MonthRecord) -> tuple[int, str, Month]:
    """What is still to be done first, months of one wording together."""
    return list(State).index(record.state), _wording(states[record.month]), record.month


def _wording(state: MonthState) -> str:
    return f"{state.text}, {state.turn}" if state.turn else state.text


def _line(state: MonthState, records: Sequence[MonthRecord], reason: str = "", who: str = "") -> StateLine:
    return StateLine(state.shape, _wording(state), _names(records), reason, who)


def _name(month: Month) -> str:
    return french.month_name(month.year, month.number)


def _names(records: Sequence[MonthRecord]) -> str:
    """A few months by name, many by their number and the last of them."""
    if len(records) <= NAMED_AT_MOST:
        return french.listing([_name(record.month) for record in records])
    return f"{len(records)} mois, le dernier {_name(records[-1].month)}"
