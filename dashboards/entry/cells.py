"""A month of the grid: what it holds as typed, what it may become, and what is to be said of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.urls import reverse

from commitments.ledger.state import State
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.entry.entering import comment_owed
from indicators.domain.model import Absence, AbsenceKind, Amount, Fact, Pair
from indicators.domain.windows import Calendar
from indicators.models import Indicator
from indicators.plausibility import Doubt, doubts
from indicators.selectors import Known, MonthRecord


class CellState(Enum):
    """How a cell is drawn: its class, the shape in its corner, and its name for who listens."""

    DUE = ("c-due", "f-rien", "à saisir")
    OPEN = ("c-libre", "", "facultatif")
    SAVED = ("c-enregistree", "f-ok", "enregistré")
    DOUBTFUL = ("c-alerte", "f-alerte", "enregistré, valeur inhabituelle")
    RETURNED = ("c-alerte", "f-refus", "renvoyé")
    RETURNED_ABSENCE = ("c-alerte", "f-refus", "absence renvoyée")
    REFUSED = ("c-refusee", "f-refus", "refusé, pas enregistré")
    SUBMITTED = ("c-soumise", "f-envoi", "soumis, en attente de validation")
    VALIDATED = ("c-validee", "f-ok", "validé")
    ABSENT = ("c-absence", "", "absence motivée")
    NEUTRALISED = ("c-neutre", "", "neutralisé")
    CLOSED = ("c-validee", "", "clos")
    NOT_YET = ("c-non-due", "", "pas encore dû")
    UNFOLLOWED = ("c-non-due", "", "pas encore suivi")

    def __init__(self, css: str, shape: str, word: str) -> None:
        self.css = css
        self.shape = shape
        self.word = word

    @property
    def is_typed(self) -> bool:
        """Whether the cell is a field: the others are read, and their page says how to change them."""
        return self in {
            CellState.DUE,
            CellState.OPEN,
            CellState.SAVED,
            CellState.DOUBTFUL,
            CellState.RETURNED,
            CellState.REFUSED,
        }


ABSENT_TEXTS = {AbsenceKind.NON_DISPONIBLE: "n.\u00a0d.", AbsenceKind.SANS_OBJET: "s.\u00a0o."}
PARTS_OF_PAIR = ("numerator", "denominator")
PART_OF_AMOUNT = ("value",)


@dataclass(frozen=True, slots=True)
class Message:
    """Said of a month on a line under its indicator. `tone` names a colour; the month comes first in the title. `url`
    is where more can be said of it.
    """

    month: Month
    tone: str
    shape: str
    title: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One month of one indicator. `texts` are those of its parts, as the parser reads them back; `is_draft` says that
    it holds something that nobody was asked to look at yet.
    """

    month: Month
    state: CellState
    version: int
    is_draft: bool
    texts: tuple[str, ...]
    url: str
    messages: tuple[Message, ...]


def parts_of(indicator: Indicator) -> tuple[str, ...]:
    return PARTS_OF_PAIR if indicator.measure.takes_pair else PART_OF_AMOUNT


def cell_of(
    indicator: Indicator,
    found: Known,
    calendar: Calendar,
    month: Month,
    *,
    today: date,
    closed: Collection[Month],
) -> Cell:
    record = found.records.get(month)
    unlikely: tuple[Doubt, ...] = ()
    owed = ""
    if record is not None and record.fact is not None and record.state.is_draft:
        unlikely = doubts(found.series.definition, found.series.facts, month, record.fact)
        if not (record.comment.strip() or isinstance(record.fact, Absence)):
            owed = comment_owed(indicator, found.series, month)
    state = _state(indicator, record, calendar, month, today=today, closed=closed, is_doubtful=bool(unlikely))
    contract = indicator.contract
    holds = record is not None and record.fact is not None
    is_draft = holds and record is not None and record.state.is_draft and state is not CellState.CLOSED
    return Cell(
        month=month,
        state=state,
        version=record.version if record else 0,
        is_draft=is_draft,
        texts=_texts(indicator, record.fact if record else None),
        url=reverse("month", args=[contract.body.code, contract.code, indicator.code, month]),
        messages=tuple(_messages(record, month, unlikely, owed)) if record and is_draft else (),
    )


def _state(
    indicator: Indicator,
    record: MonthRecord | None,
    calendar: Calendar,
    month: Month,
    *,
    today: date,
    closed: Collection[Month],
    is_doubtful: bool,
) -> CellState:
    if month in calendar.neutralised:
        return CellState.NEUTRALISED
    if month.first_day > today:
        return CellState.NOT_YET
    if indicator.first_year is not None and month.year < indicator.first_year:
        return CellState.UNFOLLOWED
    if record is not None and record.fact is not None:
        return _held(record, record.fact, is_closed=month in closed, is_doubtful=is_doubtful)
    if month in closed:
        return CellState.CLOSED
    is_due = month.last_day < today and bool(calendar.missing_in([month]))
    return CellState.DUE if is_due else CellState.OPEN


def _held(record: MonthRecord, fact: Fact, *, is_closed: bool, is_doubtful: bool) -> CellState:
    """The state of a month that holds something."""
    is_absent = isinstance(fact, Absence)
    if not record.state.is_draft:
        validated = CellState.VALIDATED if record.state is State.VALIDE else CellState.SUBMITTED
        return CellState.ABSENT if is_absent else validated
    if is_closed:
        return CellState.CLOSED
    if record.state is State.RETOURNE:
        return CellState.RETURNED_ABSENCE if is_absent else CellState.RETURNED
    if is_absent:
        return CellState.ABSENT
    return CellState.DOUBTFUL if is_doubtful else CellState.SAVED


def _texts(indicator: Indicator, fact: Fact | None) -> tuple[str, ...]:
    match fact:
        case Pair(numerator, denominator):
            return french.trimmed(numerator), french.trimmed(denominator)
        case Amount(value):
            return (french.trimmed(value),)
        case Absence(kind, _):
            return (ABSENT_TEXTS[kind],) * len(parts_of(indicator))
        case None:
            return ("",) * len(parts_of(indicator))


def _messages(record: MonthRecord, month: Month, unlikely: tuple[Doubt, ...], owed: str) -> list[Message]:
    name = french.sentence(french.MONTHS[month.number - 1])
    found = []
    if record.state is State.RETOURNE:
        who = f" par {record.actor}" if record.actor else ""
        said = f"{name} vous a été renvoyé{who}\u00a0: «\u00a0{record.reason}\u00a0»"
        found.append(
            Message(month, "t-entre", "f-refus", said, "Corrigez ou commentez, puis soumettez à nouveau.")
        )
    if unlikely and not record.comment.strip():
        said = " ".join(each.sentence for each in unlikely)
        advice = (
            "La valeur est enregistrée. Vérifiez-la, ou dites pourquoi en commentaire avant de soumettre."
        )
        found.append(Message(month, "t-entre", "f-alerte", f"{name}\u00a0: {said}", advice))
    if owed:
        advice = "La valeur est enregistrée. Ce commentaire sera demandé pour soumettre."
        found.append(Message(month, "t-entre", "f-alerte", owed, advice))
    return found
