"""The months of a year by indicator: their states, what is unusual or unexplained, and who enters them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.state import State
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month, months_of_year
from dashboards.reminders.figures import BEFORE_VALIDATION, Office, deputies_of, holders_of, office_with
from dashboards.shared.figures import fact_with_reason
from dashboards.shared.reads import ContractFacts
from indicators.domain.model import Absence, Series
from indicators.domain.month_state import ABSENCE, EMPTY, NEUTRALISED, VALUE, Expectation, MonthState
from indicators.dues import deadline
from indicators.models import Evidence, Indicator
from indicators.plausibility import Doubt, doubts
from indicators.selectors import MonthRecord, known, states_of

# The rows of the table of states that the board shows, each with what it means here.
LEGEND = (
    (EMPTY[Expectation.LATE], "attendu, et son échéance est passée"),
    (EMPTY[Expectation.EXPECTED], "attendu, son échéance est à venir"),
    (VALUE[State.SAISI], "à soumettre par son responsable"),
    (VALUE[State.SOUMIS], "à valider par le contrôle de gestion"),
    (VALUE[State.RETOURNE], "renvoyé à qui l’a saisi, à reprendre"),
    (VALUE[State.VALIDE], "validé par le contrôle de gestion"),
    (ABSENCE[State.SAISI], "non disponible ou sans objet, avec son motif\u202f; son étape est à côté"),
    (NEUTRALISED, "neutralisé par décision de la Cnav"),
    (EMPTY[Expectation.NOT_DUE], "rien n’est attendu, ou pas encore"),
)


class Filter(StrEnum):
    """What one may look for on the board."""

    MISSING = "manquants"
    LATE = "retard"
    DOUBTFUL = "douteux"
    RETURNED = "renvoyes"
    NO_COMMENT = "sans-commentaire"
    NO_EVIDENCE = "sans-preuve"

    @property
    def label(self) -> str:
        return {
            Filter.MISSING: "Manquants",
            Filter.LATE: "En retard",
            Filter.DOUBTFUL: "Douteux",
            Filter.RETURNED: "Renvoyés",
            Filter.NO_COMMENT: "Sans commentaire",
            Filter.NO_EVIDENCE: "Sans preuve",
        }[self]


@dataclass(frozen=True)
class BoardMonth:
    """One month of an indicator. `until` is the last day to enter it in time; `record` is None where it is empty."""

    indicator: Indicator
    month: Month
    state: MonthState
    until: date
    record: MonthRecord | None
    doubts: tuple[Doubt, ...]
    lacks_comment: bool
    lacks_evidence: bool

    @cached_property
    def filters(self) -> frozenset[Filter]:
        """Everything for which this month is looked for."""
        holds = {
            Filter.MISSING: self.state.is_missing,
            Filter.LATE: self.state.is_late,
            Filter.DOUBTFUL: bool(self.doubts),
            Filter.RETURNED: self.state.step is State.RETOURNE,
            Filter.NO_COMMENT: self.lacks_comment,
            Filter.NO_EVIDENCE: self.lacks_evidence,
        }
        return frozenset(each for each, is_held in holds.items() if is_held)

    @property
    def is_blank(self) -> bool:
        """Nothing is held or asked: the shape alone is drawn, or a young year would hide the rest."""
        return self.record is None and not (self.state.is_due or self.state.is_neutralised)

    @property
    def detail(self) -> str:
        """What the state leaves out, for who listens."""
        if self.state.is_missing:
            return self.due_text
        if self.record is None or self.state.is_neutralised:
            return ""
        fact = self.record.fact
        texts = [f"{fact.kind.label}\u00a0: {fact.reason}"] if isinstance(fact, Absence) else []
        return ", ".join([*texts, *(doubt.sentence for doubt in self.doubts)])

    @property
    def due_text(self) -> str:
        """The last day to enter the month, past or to come."""
        day = french.day(self.until)
        return f"attendu le {day}" if self.state.is_late else f"à saisir jusqu’au {day}"

    def reason_for(self, looked_for: Filter) -> str:
        """Why the month is among those that are looked for."""
        if self.record is None:
            return self.due_text
        if looked_for is Filter.DOUBTFUL:
            return " ".join(doubt.sentence for doubt in self.doubts)
        if looked_for is Filter.RETURNED:
            by = f"{self.record.actor}\u00a0: " if self.record.actor else ""
            return f"{by}«\u00a0{self.record.reason}\u00a0»"
        return f"{fact_with_reason(self.indicator, self.record.fact)}, {self.state.text}"


@dataclass(frozen=True, slots=True)
class BoardLine:
    """An indicator, who enters it, and the twelve months of the year."""

    indicator: Indicator
    holders: tuple[User, ...]
    deputies: tuple[User, ...]
    months: tuple[BoardMonth, ...]
    may_record: bool


@dataclass(frozen=True, slots=True)
class Board:
    year: int
    today: date
    lines: tuple[BoardLine, ...]

    @property
    def months(self) -> list[BoardMonth]:
        return [month for line in self.lines for month in line.months]


def board_of(contract: Contract, year: int, user: User) -> Board:
    """Nine queries."""
    office = office_with(contract, localdate(), known(ContractFacts(contract).assigned))
    proved = {
        (key, Month.of(day))
        for key, day in Evidence.objects.filter(
            indicator__contract=contract, month__year=year, withdrawn=None
        ).values_list("indicator_id", "month")
    }
    return Board(
        year=year,
        today=office.today,
        lines=tuple(
            BoardLine(
                indicator=indicator,
                holders=holders_of(indicator),
                deputies=deputies_of(indicator),
                months=_months(office, indicator, year, proved),
                may_record=may(user, Verb.RECORD, indicator),
            )
            for indicator in office.indicators
        ),
    )


def _months(
    office: Office, indicator: Indicator, year: int, proved: Collection[tuple[int, Month]]
) -> tuple[BoardMonth, ...]:
    facts = office.known[indicator.pk]
    states = states_of(indicator, facts, months_of_year(year), today=office.today, locks=office.locks)
    months = []
    for month, state in states.items():
        record = facts.records.get(month)
        if record is not None and record.fact is None:
            record = None
        holds_value = record is not None and not isinstance(record.fact, Absence)
        lacks_comment = holds_value and not (record and record.comment.strip())
        months.append(
            BoardMonth(
                indicator=indicator,
                month=month,
                state=state,
                until=deadline(indicator, month),
                record=record,
                doubts=_doubts(facts.series, record) if lacks_comment else (),
                lacks_comment=lacks_comment,
                lacks_evidence=holds_value and (indicator.pk, month) not in proved,
            )
        )
    return tuple(months)


def _doubts(series: Series, record: MonthRecord | None) -> tuple[Doubt, ...]:
    if record is None or record.fact is None or record.state not in BEFORE_VALIDATION:
        return ()
    return doubts(series, record.month, record.fact)
