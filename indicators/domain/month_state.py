"""The state of a month in one truth table: its word, its mark, whose turn it is and what may be done next.

Two facts are kept apart. What a month holds and how far it was checked give its word. Whether the month is closed never
changes that word: "clos" or "rouvert jusqu’au ..." is written beside it (docs/decisions/0035).
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Protocol

from commitments.ledger.state import State
from cpg.shared import french
from cpg.shared.periods import Month
from indicators.domain.model import Absence, Fact, Series
from indicators.domain.targets import latest_version
from indicators.domain.timeline import Timeline


class Held(Enum):
    """What a month holds."""

    NOTHING = auto()
    VALUE = auto()
    ABSENCE = auto()


class Expectation(Enum):
    """What is asked of a month that holds nothing."""

    BEFORE_FIRST_YEAR = auto()
    NOT_DUE = auto()
    NOT_YET_DUE = auto()
    EXPECTED = auto()
    LATE = auto()


class Act(Enum):
    """What may be done next with a month, by whoever has the right to do it."""

    ENTER = auto()
    CORRECT = auto()
    SUBMIT = auto()
    UNSUBMIT = auto()
    DECIDE = auto()
    REOPEN = auto()


class Lock(Protocol):
    """The closing of a month, or its reopening until a day."""

    @property
    def is_closed(self) -> bool: ...

    @property
    def open_until(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: word, shape of the sprite, CSS class, what else is written beside, whose turn, acts."""

    word: str
    shape: str
    style: str
    beside: str = ""
    turn: str = ""
    acts: frozenset[Act] = frozenset()


TO_ENTER = "à saisir par son responsable"
TO_SUBMIT = "à soumettre par son responsable"
TO_REWORK = "à reprendre par son responsable"
TO_VALIDATE = "à valider par le contrôle de gestion"

_ENTER = frozenset({Act.ENTER})
_DRAFT = frozenset({Act.CORRECT, Act.SUBMIT})
_WAITING = frozenset({Act.CORRECT, Act.UNSUBMIT, Act.DECIDE})
_CHECKED = frozenset({Act.CORRECT})

EMPTY = {
    #                                  word               shape      style        beside       turn      acts
    Expectation.BEFORE_FIRST_YEAR: Row("pas encore suivi", "f-nondu", "c-non-due"),
    Expectation.NOT_DUE:           Row("non dû",           "f-nondu", "c-non-due", "",          "",       _ENTER),
    Expectation.NOT_YET_DUE:       Row("pas encore dû",    "f-nondu", "c-non-due", "",          "",       _ENTER),
    Expectation.EXPECTED:          Row("non renseigné",    "f-rien",  "c-due",     "attendu",   TO_ENTER, _ENTER),
    Expectation.LATE:              Row("non renseigné",    "f-sous",  "c-retard",  "en retard", TO_ENTER, _ENTER),
}  # fmt: skip

VALUE = {
    #                    word       shape      style            beside turn         acts
    State.SAISI:    Row("saisi",   "f-cours", "c-enregistree", "",    TO_SUBMIT,   _DRAFT),
    State.SOUMIS:   Row("soumis",  "f-envoi", "c-soumise",     "",    TO_VALIDATE, _WAITING),
    State.VALIDE:   Row("validé",  "f-ok",    "c-validee",     "",    "",          _CHECKED),
    State.RETOURNE: Row("renvoyé", "f-refus", "c-alerte",      "",    TO_REWORK,   _DRAFT),
}  # fmt: skip

ABSENCE = {
    #                    word               shape      style        beside    turn         acts
    State.SAISI:    Row("absence motivée", "f-sans",  "c-absence", "saisi",  TO_SUBMIT,   _DRAFT),
    State.SOUMIS:   Row("absence motivée", "f-sans",  "c-absence", "soumis", TO_VALIDATE, _WAITING),
    State.VALIDE:   Row("absence motivée", "f-sans",  "c-absence", "validé", "",          _CHECKED),
    State.RETOURNE: Row("renvoyé",         "f-refus", "c-alerte",  "",       TO_REWORK,   _DRAFT),
}  # fmt: skip

# What a neutralised month holds is not read, whatever it is: its own word and mark come first, and its step beside.
NEUTRALISED = Row("neutralisé", "f-neutre", "c-neutre")


@dataclass(frozen=True, slots=True)
class MonthState:
    """The facts of a month, and what the table makes of them. `step` is None where the month holds nothing."""

    held: Held
    step: State | None
    expectation: Expectation
    is_neutralised: bool = False
    is_begun: bool = True
    lock: Lock | None = None

    @property
    def row(self) -> Row:
        """The row of the table, before neutralisation and closing are added to it."""
        if self.step is not None:
            return (ABSENCE if self.held is Held.ABSENCE else VALUE)[self.step]
        # Nobody can be late with a month that is closed.
        is_late = self.expectation is Expectation.LATE and not self.is_closed
        return EMPTY[Expectation.EXPECTED if self.is_due and not is_late else self.expectation]

    @property
    def word(self) -> str:
        return NEUTRALISED.word if self.is_neutralised else self.row.word

    @property
    def shape(self) -> str:
        return NEUTRALISED.shape if self.is_neutralised else self.row.shape

    @property
    def style(self) -> str:
        return NEUTRALISED.style if self.is_neutralised else self.row.style

    @property
    def beside(self) -> tuple[str, ...]:
        """What is written beside the word: the step of an absence, lateness, whether the month is closed."""
        texts = (self._step_beside, closing_text(self.lock))
        return tuple(text for text in texts if text)

    @property
    def text(self) -> str:
        """The word and what is beside it: `absence motivée, soumis, clos`."""
        return ", ".join((self.word, *self.beside))

    @property
    def turn(self) -> str:
        """Who acts next; "" where nobody has to. In a closed month only what was submitted waits for anybody."""
        is_asked = self.step is not None or not self.is_neutralised
        may_act = not self.is_closed or Act.DECIDE in self.row.acts
        return self.row.turn if is_asked and may_act else ""

    @property
    def acts(self) -> frozenset[Act]:
        if self.is_closed:
            return frozenset({Act.REOPEN}) | (self.row.acts & {Act.DECIDE})
        is_enterable = self.is_begun and self.expectation is not Expectation.BEFORE_FIRST_YEAR
        return self.row.acts if is_enterable else self.row.acts - {Act.ENTER, Act.CORRECT}

    @property
    def is_closed(self) -> bool:
        return self.lock is not None and self.lock.is_closed

    @property
    def is_due(self) -> bool:
        """Whether the month is over and nothing was entered that it asks for, closed or not."""
        return self.step is None and self.expectation in {Expectation.EXPECTED, Expectation.LATE}

    @property
    def is_missing(self) -> bool:
        """Whether somebody still has to enter it."""
        return self.is_due and not self.is_closed and not self.is_neutralised

    @property
    def is_late(self) -> bool:
        return self.is_missing and self.expectation is Expectation.LATE

    @property
    def _step_beside(self) -> str:
        if self.is_neutralised:
            return self.step.label if self.step else ""
        # That a value is expected is a request, which a closed month no longer makes.
        return self.row.beside if self.step is not None or not self.is_closed else ""


def month_state(
    timeline: Timeline,
    month: Month,
    fact: Fact | None,
    step: State | None,
    *,
    today: date,
    until: date,
    lock: Lock | None,
) -> MonthState:
    """The state of a month on a day. `until` is the last day to enter it in time; a retracted month has no fact."""
    return MonthState(
        held=_held(fact),
        step=None if fact is None else step,
        expectation=expectation_of(timeline, month, today=today, until=until),
        is_neutralised=timeline.is_neutralised(month),
        is_begun=month.first_day <= today,
        lock=lock,
    )


def state_of_revision(fact: Fact, step: State) -> MonthState:
    """The state that one revision of a month says, where nothing else of the month matters."""
    return MonthState(_held(fact), step, Expectation.NOT_DUE)


def _held(fact: Fact | None) -> Held:
    if fact is None:
        return Held.NOTHING
    return Held.ABSENCE if isinstance(fact, Absence) else Held.VALUE


def expectation_of(timeline: Timeline, month: Month, *, today: date, until: date) -> Expectation:
    if is_before_first_year(timeline.series, month):
        return Expectation.BEFORE_FIRST_YEAR
    if not timeline.is_missing(month):
        return Expectation.NOT_DUE
    if month >= Month.of(today):
        return Expectation.NOT_YET_DUE
    return Expectation.LATE if today > until else Expectation.EXPECTED


def is_before_first_year(series: Series, month: Month) -> bool:
    """Whether the indicator is not followed yet, as the version signed last says it: values are entered by that one."""
    latest = latest_version(series)
    return latest is not None and latest.first_year is not None and month.year < latest.first_year


def closing_text(lock: Lock | None) -> str:
    """`clos`, `rouvert jusqu’au 25/10/2025`; "" for a month that was never closed."""
    if lock is None:
        return ""
    if lock.is_closed:
        return "clos"
    return f"rouvert jusqu’au {french.day(lock.open_until)}" if lock.open_until else ""
